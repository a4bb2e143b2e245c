// Tables: the answers joined by the labels they share, and what the board's transformations make of them.
import { html } from '../draw.js';
import { fieldOf, summary, textOf, valueColour } from '../fields.js';

export function table(body, panel, series) {
  const { columns, rows } = frameOf(panel, series);
  const sort = panel.options.sortBy?.[0];
  if (sort) rows.sort((a, b) => order(a[sort.displayName], b[sort.displayName]) * (sort.desc ? -1 : 1));
  const fields = columns.map((column, index) => fieldOf(panel, column.name, column.refId, index));
  const head = html('tr', {}, ...fields.map((field) => html('th', { scope: 'col', class: rows.some((row) => typeof row[columns[field.index].name] === 'number') ? 'number' : null }, field.name)));
  const lines = rows.map((row) => html('tr', {}, ...columns.map((column, index) => cell(row, column, fields[index], rows))));
  body.append(html('table', { 'aria-label': panel.title }, html('thead', {}, head), html('tbody', {}, ...lines)));
}

const order = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''), undefined, { numeric: true }));

function cell(row, column, field, rows) {
  const value = row[column.name];
  if (typeof value !== 'number') return html('td', {}, linked(field, row, String(value ?? '')));
  const kind = field.custom.cellOptions?.type;
  const all = rows.map((one) => one[column.name]).filter(Number.isFinite);
  const bounds = [field.min ?? Math.min(0, ...all), field.max ?? Math.max(...all)];
  const colour = valueColour(field, value, bounds);
  const words = textOf(field, value);
  if (kind === 'color-background') return html('td', { class: 'number', style: `background:${colour};color:var(--ground)` }, words);
  if (kind === 'color-text') return html('td', { class: 'number', style: `color:${colour}` }, words);
  if (kind !== 'gauge') return html('td', { class: 'number' }, linked(field, row, words));
  const part = Math.min(100, Math.max(0, (100 * (value - bounds[0])) / (bounds[1] - bounds[0] || 1)));
  return html('td', { class: 'number' }, html('span', { class: 'gauge' }, html('i', { style: `width:${part.toFixed(0)}%;background:${colour}` })), words);
}

function linked(field, row, words) {
  const link = field.links?.[0];
  return link ? html('a', { href: link.url.replace(/\$\{__data\.fields\["?([^"\]]+)"?\]\}/g, (_, name) => encodeURIComponent(row[name] ?? '')) }, words) : words;
}

// The answers as one table: a row for each set of labels, a column "Value" or "Value #A" for each query; then the transformations in their order.
export function frameOf(panel, series) {
  const refIds = panel.targets.map(({ refId }) => refId);
  const valueName = (refId) => (refIds.length === 1 ? 'Value' : `Value #${refId}`);
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))].filter((label) => label !== '__name__');
  const rows = new Map();
  for (const one of series) {
    const key = JSON.stringify(labels.map((label) => one.labels[label]));
    if (!rows.has(key)) rows.set(key, Object.fromEntries(labels.map((label) => [label, one.labels[label]])));
    rows.get(key)[valueName(one.refId)] = summary(one.points.map(([, value]) => value));
  }
  let frame = { columns: [...labels.map((name) => ({ name })), ...refIds.map((refId) => ({ name: valueName(refId), refId }))], rows: [...rows.values()] };
  for (const { id, options } of panel.transformations ?? []) frame = transformations[id]?.(frame, options) ?? frame;
  return frame;
}

const transformations = {
  organize({ columns, rows }, { excludeByName = {}, indexByName = {}, renameByName = {} }) {
    const kept = columns.filter(({ name }) => !excludeByName[name]).sort((a, b) => (indexByName[a.name] ?? 99) - (indexByName[b.name] ?? 99));
    const named = kept.map((column) => ({ ...column, name: renameByName[column.name] || column.name }));
    return { columns: named, rows: rows.map((row) => Object.fromEntries(kept.map((column, index) => [named[index].name, row[column.name]]))) };
  },
  groupingToMatrix({ rows }, { columnField, rowField, valueField }) {
    const valuesOf = (name) => [...new Set(rows.map((row) => row[name]))].sort(order);
    const [across, header] = [valuesOf(columnField), `${rowField}\\${columnField}`];
    const value = (down, column) => rows.find((row) => row[rowField] === down && row[columnField] === column)?.[valueField];
    return {
      columns: [{ name: header }, ...across.map((name) => ({ name }))],
      rows: valuesOf(rowField).map((down) => ({ [header]: down, ...Object.fromEntries(across.map((column) => [column, value(down, column)])) })),
    };
  },
  sortBy: ({ columns, rows }, { sort: [{ field, desc }] }) => ({ columns, rows: rows.toSorted((a, b) => order(a[field], b[field]) * (desc ? -1 : 1)) }),
  limit: ({ columns, rows }, { limitField }) => ({ columns, rows: rows.slice(0, limitField) }),
  calculateField: ({ columns, rows }, { alias, binary: { left, right } }) => ({ columns: [...columns, { name: alias }], rows: rows.map((row) => ({ ...row, [alias]: row[left] / row[right] })) }),
};
