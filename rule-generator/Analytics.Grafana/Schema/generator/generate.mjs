// Writes ../grafana-13.2.schema.json and ../grafana-13.2-v2.schema.json: what a generated board may say in the classic and in the resource form, derived from the types of @grafana/schema (board-types.ts) and the
// registries of @grafana/data (units, reducers, matchers, transformations). Run: npm ci --ignore-scripts && npm run generate
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { createGenerator } from 'ts-json-schema-generator';

globalThis.navigator ??= { language: 'en-US', languages: ['en-US'] };
const data = createRequire(import.meta.url)('@grafana/data');

const kinds = {
  alertlist: 'AlertListPanel',
  barchart: 'BarChartPanel',
  bargauge: 'BarGaugePanel',
  gauge: 'GaugePanel',
  heatmap: 'HeatmapPanel',
  histogram: 'HistogramPanel',
  piechart: 'PieChartPanel',
  stat: 'StatPanel',
  'state-timeline': 'StateTimelinePanel',
  'status-history': 'StatusHistoryPanel',
  table: 'TablePanel',
  text: 'TextPanel',
  timeseries: 'TimeSeriesPanel',
};

const ids = {
  units: data.getValueFormats().flatMap((category) => category.submenu.map((unit) => unit.value)),
  matchers: data.fieldMatchers.list().map((matcher) => matcher.id),
  reducers: data.fieldReducers.list().map((reducer) => reducer.id),
  // @grafana/data holds 29; these live in Grafana's core and are valid too.
  transformations: [...new Set(Object.values(data.standardTransformers).map((one) => one.id)), 'extractFields', 'joinByLabels', 'partitionByValues'],
  fields: ['unit', 'decimals', 'min', 'max', 'displayName', 'description', 'noValue', 'color', 'thresholds', 'mappings', 'links', 'actions', 'filterable', 'fieldMinMax'],
};

const generator = createGenerator({
  path: 'board-types.ts',
  tsconfig: 'tsconfig.json',
  skipTypeCheck: true,
  expose: 'none',
  jsDoc: 'none',
  additionalProperties: false,
  topRef: false,
});

// One schema a kind, since every panel's package exports a type named Options; its own definitions get the kind as a prefix.
function schemaOf(type, prefix) {
  const { definitions = {}, $schema, ...root } = generator.createSchema(type);
  const renamed = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('#/definitions/', `#/definitions/${prefix}.`));
  return { [prefix]: renamed(root), ...Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [`${prefix}.${name}`, renamed(schema)])) };
}

// Types say "string" where Grafana looks an id up in a registry.
function enrich(schema, customKeys) {
  if (!schema || typeof schema !== 'object') {
    return;
  }
  const own = schema.properties ?? {};
  if (own.unit?.type === 'string') {
    own.unit = { anyOf: [{ enum: ids.units }, { type: 'string', pattern: '^(suffix|prefix|time|si|count|currency|bool):.+$' }] };
  }
  if (own.calcs?.type === 'array') {
    own.calcs.items = { enum: ids.reducers };
  }
  if (own.overrides?.type === 'array') {
    const override = own.overrides.items.properties;
    override.matcher.properties.id = { enum: ids.matchers };
    override.properties.items.properties.id = {
      anyOf: [{ enum: ids.fields }, { type: 'string', pattern: `^custom\\.(${customKeys.length > 0 ? customKeys.join('|') : 'none'})(\\.|$)` }],
    };
  }
  if (own.transformations?.type === 'array') {
    own.transformations.items.properties.id = { enum: ids.transformations };
  }
  if (own.gridPos) {
    Object.assign(own.gridPos.properties, { w: { type: 'integer', minimum: 1, maximum: 24 }, x: { type: 'integer', minimum: 0, maximum: 23 }, h: { type: 'integer', minimum: 1 }, y: { type: 'integer', minimum: 0 } });
  }
  for (const part of Object.values(schema)) {
    enrich(part, customKeys);
  }
}

const definitions = { ...schemaOf('BoardShell', 'board'), ...schemaOf('RowShell', 'row') };
for (const [kind, type] of Object.entries(kinds)) {
  Object.assign(definitions, schemaOf(type, kind));
}
for (const [name, schema] of Object.entries(definitions)) {
  const custom = schema.properties?.fieldConfig?.properties?.defaults?.properties?.custom;
  if (custom && !custom.properties) {
    custom.maxProperties = 0;
  }
  enrich(schema, Object.keys(custom?.properties ?? {}));
}
const oneOfKinds = (names) => ({
  type: 'object',
  required: ['type'],
  properties: { type: { enum: names } },
  allOf: names.map((name) => ({ if: { properties: { type: { const: name } } }, then: { $ref: `#/definitions/${name}` } })),
});
definitions.panel = oneOfKinds(Object.keys(kinds));
definitions.panelOrRow = oneOfKinds([...Object.keys(kinds), 'row']);
definitions.row.properties.panels = { type: 'array', items: { $ref: '#/definitions/panel' } };
definitions.board.properties.panels = { type: 'array', items: { $ref: '#/definitions/panelOrRow' } };
definitions.board.properties.schemaVersion = { const: 42 };

// The same part stands in many kinds: parts of more than 300 characters that occur twice become definitions of their own.
function share(root) {
  const seen = new Map();
  const visit = (node) => {
    if (!node || typeof node !== 'object') {
      return;
    }
    const text = JSON.stringify(node);
    if (!Array.isArray(node) && text.length > 300 && (node.type || node.anyOf)) {
      seen.set(text, (seen.get(text) ?? 0) + 1);
      if (seen.get(text) > 1) {
        return;
      }
    }
    Object.values(node).forEach(visit);
  };
  Object.values(root).forEach((schema) => Object.values(schema).forEach(visit));
  const names = new Map([...seen].filter(([, count]) => count > 1).map(([text], index) => [text, `part${index + 1}`]));
  const replace = (node, top) => {
    if (!node || typeof node !== 'object') {
      return node;
    }
    if (Array.isArray(node)) {
      return node.map((item) => replace(item, false));
    }
    const name = top ? undefined : names.get(JSON.stringify(node));
    return name ? { $ref: `#/definitions/${name}` } : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replace(value, false)]));
  };
  const shared = Object.fromEntries([...names].map(([text, name]) => [name, replace(JSON.parse(text), true)]));
  return { ...Object.fromEntries(Object.entries(root).map(([key, schema]) => [key, replace(schema, true)])), ...shared };
}

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $comment: 'Generated by generator/generate.mjs from @grafana/schema and @grafana/data 13.2.2, Copyright Grafana Labs, Apache-2.0. Do not edit.',
  $ref: '#/definitions/board',
  definitions: share(definitions),
};
// The generator names anonymous types by their place in the source, which says nothing to a reader and changes with every line.
function numbered({ definitions, ...root }) {
  const names = new Map(Object.keys(definitions).map((name, index) => [name, `type${index + 1}`]));
  const rename = (node) => {
    if (!node || typeof node !== 'object') {
      return node;
    }
    if (Array.isArray(node)) {
      return node.map(rename);
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, key === '$ref' ? `#/definitions/${names.get(decodeURIComponent(value.slice('#/definitions/'.length)))}` : rename(value)]),
    );
  };
  return { ...rename(root), definitions: Object.fromEntries(Object.entries(definitions).map(([name, definition]) => [names.get(name), rename(definition)])) };
}

const { $schema, definitions: types, ...root } = numbered(generator.createSchema('Resource'));
const resource = { $ref: '#/definitions/resource', definitions: share({ resource: root, ...types }) };
fs.writeFileSync('../grafana-13.2-v2.schema.json', JSON.stringify({ $schema, $comment: schema.$comment, ...resource }, null, 1) + '\n');
fs.writeFileSync('../grafana-13.2.schema.json', JSON.stringify(schema, null, 1) + '\n');
console.log(`${Object.keys(schema.definitions).length} definitions, ${fs.statSync('../grafana-13.2.schema.json').size} bytes`);
