// Parts of a whole: rings, columns by a label, and distributions.
import { canvas, legend, line, scale, svg, text, ticks, tip } from '../draw.js';
import { fieldOf, seriesColour, summary, textOf } from '../fields.js';
import { format } from '../units.js';
import { frameOf } from './table.js';

export function piechart(body, panel, series) {
  const slices = series.map((one, index) => ({ field: fieldOf(panel, one.name, one.refId, index), value: summary(one.points.map(([, value]) => value)) ?? 0 })).filter(({ value }) => value > 0);
  slices.sort((a, b) => b.value - a.value);
  const whole = slices.reduce((sum, { value }) => sum + value, 0);
  const root = svg('svg', { viewBox: '0 0 100 100', role: 'img', 'aria-label': `${panel.title}: ${slices.map(({ field, value }) => `${field.name} ${Math.round((100 * value) / whole)}%`).join('; ')}` });
  let from = 0;
  for (const { field, value } of slices) {
    const part = value / whole;
    const ring = svg('circle', { cx: 50, cy: 50, r: 32, fill: 'none', stroke: seriesColour(field), 'stroke-width': 22, pathLength: 1, 'stroke-dasharray': `${part} ${1 - part}`, 'stroke-dashoffset': -from, transform: 'rotate(-90 50 50)' });
    ring.addEventListener('pointermove', (event) => tip(event, [{ words: `${field.name}  ${textOf(field, value)}  ${(100 * part).toFixed(0)}%` }]));
    ring.addEventListener('pointerleave', () => tip(null, null));
    root.append(ring);
    const middle = 2 * Math.PI * (from + part / 2);
    if (part > 0.06) text(root, 50 + 32 * Math.sin(middle), 52 - 32 * Math.cos(middle), `${Math.round(100 * part)}%`, { 'text-anchor': 'middle', style: 'font-size:6px;fill:var(--ground)' });
    from += part;
  }
  body.append(root);
  legend(body, slices.map(({ field, value }) => ({ name: field.name, colour: seriesColour(field), value: textOf(field, value) })));
}

export function barchart(body, panel, series) {
  const { columns: [key, ...values], rows } = frameOf(panel, series);
  const fields = values.map((column, index) => fieldOf(panel, column.name, column.refId, index));
  columnsOf(body, panel, rows.map((row) => ({ name: row[key.name], bars: values.map((column, index) => ({ value: row[column.name] ?? 0, field: fields[index] })) })));
}

export function histogram(body, panel, series) {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const count = Math.min(30, Math.max(1, Math.ceil(Math.sqrt(values.length))));
  const size = (high - low) / count || 1;
  const field = { ...fieldOf(panel, 'count', 'A', 0), unit: 'short' };
  const bins = Array.from({ length: count }, () => 0);
  for (const value of values) bins[Math.min(count - 1, Math.floor((value - low) / size))]++;
  columnsOf(body, panel, bins.map((value, index) => ({ name: format(low + index * size, panel.fieldConfig.defaults.unit), bars: [{ value, field }] })));
}

function columnsOf(body, panel, groups) {
  const { root, width, height } = canvas(body, `${panel.title}: ${groups.map(({ name, bars }) => `${name} ${bars.map(({ field, value }) => textOf(field, value)).join(' ')}`).join('; ')}`);
  const high = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)), 1e-9);
  const y = scale(0, high * 1.08, height - 18, 6);
  const unit = groups[0]?.bars[0]?.field.unit;
  for (const value of ticks(0, high, height / 40)) {
    line(root, 50, y(value), width, y(value), 'var(--edge)');
    text(root, 44, y(value) + 4, format(value, unit), { 'text-anchor': 'end' });
  }
  const wide = (width - 54) / Math.max(1, groups.length);
  groups.forEach(({ name, bars }, index) => {
    const each = (wide * 0.7) / bars.length;
    bars.forEach(({ value, field }, place) => root.append(svg('rect', { x: 54 + (index + 0.15) * wide + place * each, y: y(value), width: each, height: y(0) - y(value), fill: seriesColour(field), 'fill-opacity': 0.8 })));
    text(root, 54 + (index + 0.5) * wide, height - 4, String(name).slice(0, Math.max(3, Math.floor(wide / 7))), { 'text-anchor': 'middle' });
  });
  body.append(root);
}
