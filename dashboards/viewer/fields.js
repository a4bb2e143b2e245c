// What a board says about the look of a series: unit, colours, thresholds, words, settings; defaults first, then the overrides that match.
import { format } from './units.js';

const palette = ['green', 'yellow', 'blue', 'orange', 'red', 'purple', '#37872d', '#e0b400', '#1f60c4', '#fa6400', '#c4162a', '#8f3bb8', '#8ab8ff', '#ffa6b0', '#96d98d', '#ca95e5'];
const named = new Set(['green', 'yellow', 'orange', 'red', 'blue', 'purple', 'text']);

export const colourOf = (name) => (named.has(name) ? `var(--${name})` : name);

export function fieldOf(panel, name, refId, index) {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const field = { ...defaults, custom: { ...defaults.custom }, index };
  for (const { matcher, properties } of overrides) {
    if (!matches(matcher, name, refId)) continue;
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) field.custom[id.slice(7)] = value;
      else field[id] = value;
    }
  }
  field.name = field.displayName ?? name;
  return field;
}

function matches({ id, options }, name, refId) {
  if (id === 'byName') return name === options;
  if (id === 'byFrameRefID') return refId === options;
  if (id === 'byRegexp') return new RegExp(options.replace(/^\/|\/$/g, '')).test(name);
  return false;
}

const stepAt = (field, value) => (field.thresholds?.steps ?? []).findLast((step) => step.value === null || value >= step.value);

function mappingOf(field, value) {
  for (const mapping of field.mappings ?? []) {
    if (mapping.type === 'value' && mapping.options[String(value)]) return mapping.options[String(value)];
    if (mapping.type === 'range' && (mapping.options.from ?? -Infinity) <= value && value <= (mapping.options.to ?? Infinity)) return mapping.options.result;
  }
  return undefined;
}

export const textOf = (field, value) => mappingOf(field, value)?.text ?? format(value, field.unit, field.decimals);

// The colour of a series as a whole.
export const seriesColour = (field) => (field.color?.mode === 'fixed' ? colourOf(field.color.fixedColor) : colourOf(palette[field.index % palette.length]));

// The colour of a value: by word, by threshold, or by its place between the least and the greatest.
export function valueColour(field, value, [low, high] = [field.min ?? 0, field.max ?? 1]) {
  const word = mappingOf(field, value);
  if (word?.color) return colourOf(word.color);
  const mode = field.color?.mode ?? 'thresholds';
  if (mode === 'fixed' || mode === 'palette-classic') return seriesColour(field);
  const part = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 1;
  if (mode === 'continuous-blues') return `color-mix(in oklab, var(--blue) ${Math.round(35 + 65 * part)}%, var(--panel))`;
  if (mode === 'continuous-GrYlRd') return `hsl(${Math.round(120 * (1 - part))} 65% 45%)`;
  if (mode === 'continuous-RdYlGr') return `hsl(${Math.round(120 * part)} 65% 40%)`;
  return colourOf(stepAt(field, value)?.color ?? 'blue');
}

export function summary(values, calc = 'lastNotNull') {
  const known = values.filter((value) => value !== null && !Number.isNaN(value));
  if (known.length === 0) return null;
  switch (calc) {
    case 'mean': return known.reduce((sum, value) => sum + value, 0) / known.length;
    case 'min': return Math.min(...known);
    case 'max': return Math.max(...known);
    case 'sum': return known.reduce((sum, value) => sum + value, 0);
    default: return known[known.length - 1];
  }
}
