// Parts of a whole: rings, columns by a label, and distributions.
import { canvas, html, legend, line, roomFor, scale, svg, text, ticks, tip } from '../draw.js';
import { fieldOf, seriesColour, summary, textOf } from '../fields.js';
import { format } from '../units.js';
import { frameOf } from './table.js';

export function piechart(body, panel, series) {
  const slices = series.map((one, index) => ({ field: fieldOf(panel, one.name, one.refId, index), value: summary(one.points.map(([, value]) => value)) ?? 0 })).filter(({ value }) => value > 0);
  slices.sort((a, b) => b.value - a.value);
  const whole = slices.reduce((sum, { value }) => sum + value, 0);
  if (whole === 0) return body.append(html('p', { class: 'empty' }, panel.fieldConfig?.defaults?.noValue ?? 'Nothing: all are 0.'));
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
  const known = series.map(({ points }) => points.map(([, value]) => value).filter(Number.isFinite));
  const values = known.flat();
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  const count = Math.min(24, Math.max(1, Math.ceil(Math.sqrt(values.length))));
  const size = (high - low) / count || 1;
  const fields = series.map((one, index) => ({ ...fieldOf(panel, one.name, one.refId, index), unit: 'short' }));
  const bins = known.map((own) => own.reduce((bin, value) => bin.with(Math.min(count - 1, Math.floor((value - low) / size)), bin[Math.min(count - 1, Math.floor((value - low) / size))] + 1), Array(count).fill(0)));
  if (panel.options.legend?.showLegend) legend(body, fields.map((field) => ({ name: field.name, colour: seriesColour(field) })));
  const unit = panel.fieldConfig.defaults.unit;
  columnsOf(body, panel, bins[0].map((_, at) => ({ name: format(low + at * size, unit), bars: bins.map((bin, index) => ({ value: bin[at], field: fields[index] })) })));
}

function columnsOf(body, panel, groups) {
  const { root, width, height } = canvas(body, `${panel.title}: ${groups.map(({ name, bars }) => `${name} ${bars.map(({ field, value }) => textOf(field, value)).join(' ')}`).join('; ')}`, body.lastElementChild);
  const high = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)), 0) || 1;
  const y = scale(0, high * 1.08, height - 18, 6);
  const unit = groups[0]?.bars[0]?.field.unit;
  const marks = ticks(0, high, height / 40);
  const left = roomFor(marks.map((value) => format(value, unit)));
  for (const value of marks) {
    line(root, left, y(value), width, y(value), 'var(--edge)');
    text(root, left - 6, y(value) + 4, format(value, unit), { 'text-anchor': 'end' });
  }
  const wide = (width - left - 4) / Math.max(1, groups.length);
  groups.forEach(({ name, bars }, index) => {
    const each = (wide * 0.7) / bars.length;
    bars.forEach(({ value, field }, place) => root.append(svg('rect', { x: left + 4 + (index + 0.15) * wide + place * each, y: y(value), width: each, height: y(0) - y(value), fill: seriesColour(field), 'fill-opacity': 0.8 })));
    const every = Math.ceil(46 / wide); // a name has room, or every second has
    if (every === 1 || index % every === 0) text(root, left + 4 + (index + 0.5) * wide, height - 4, String(name).slice(0, Math.max(3, Math.floor((wide * every) / 7))), { 'text-anchor': 'middle' });
  });
  body.prepend(root);
}
