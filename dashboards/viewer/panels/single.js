// Single numbers: big ones with their course behind, needles, bars.
import { html, scale, svg } from '../draw.js';
import { fieldOf, summary, textOf, valueColour } from '../fields.js';

function valuesOf(panel, series) {
  return series.map((one, index) => {
    const field = fieldOf(panel, one.name, one.refId, index);
    return { ...one, field, value: summary(one.points.map(([, value]) => value), panel.options.reduceOptions?.calcs?.[0]) };
  }).filter(({ value }) => value !== null);
}

export function stat(body, panel, series) {
  const values = valuesOf(panel, series);
  const several = values.length > 1;
  const room = body.getBoundingClientRect();
  const letters = Math.max(4, ...values.map(({ field, value }) => textOf(field, value).length));
  const size = Math.max(14, Math.min(40, room.height / (several ? 2.6 : 1.8), (room.width / values.length - 18) / (0.58 * letters)));
  const list = html('div', { class: 'stats' });
  for (const { field, value, points } of values) {
    const colour = valueColour(field, value);
    const number = html('div', { class: 'stat', style: `color:${colour}` });
    if (several) number.append(html('small', {}, field.name));
    number.append(html('b', { style: `font-size:${size}px` }, textOf(field, value)));
    if (panel.options.graphMode === 'area' && points.length > 1) number.append(course(points, colour));
    list.append(number);
  }
  body.append(list);
}

function course(points, colour) {
  const known = points.filter(([, value]) => Number.isFinite(value));
  const values = known.map(([, value]) => value);
  const x = scale(known[0]?.[0], known.at(-1)?.[0], 0, 100);
  const y = scale(Math.min(...values), Math.max(...values), 22, 2);
  const path = known.map(([at, value], index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return svg('svg', { viewBox: '0 0 100 24', style: 'width:110px;height:24px;margin:auto', 'aria-hidden': 'true', preserveAspectRatio: 'none' }, svg('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.5 }));
}

export function gauge(body, panel, series) {
  for (const { field, value } of valuesOf(panel, series).slice(0, 6)) {
    const [low, high] = [field.min ?? 0, field.max ?? 1];
    const place = (one) => Math.min(1, Math.max(0, (one - low) / (high - low)));
    const colour = valueColour(field, value);
    const root = svg('svg', { viewBox: '0 0 200 120', role: 'img', 'aria-label': `${panel.title}: ${textOf(field, value)}` });
    root.append(arc(0, 1, 'var(--edge)', 80, 18), arc(0, place(value), colour, 80, 18));
    const steps = field.thresholds?.steps ?? [];
    steps.forEach((step, index) => {
      const [from, to] = [place(step.value ?? low), place(steps[index + 1]?.value ?? high)];
      if (to > from) root.append(arc(from, to, valueColour(field, step.value ?? low - 1), 94, 4));
    });
    root.append(svg('text', { x: 100, y: 98, 'text-anchor': 'middle', style: `font-size:26px;fill:${colour}` }, textOf(field, value)));
    body.append(root);
  }
}

function arc(from, to, stroke, radius, width) {
  const at = (part) => [100 - radius * Math.cos(Math.PI * part), 105 - radius * Math.sin(Math.PI * part)].map((one) => one.toFixed(2)).join(' ');
  return svg('path', { d: `M${at(from)}A${radius} ${radius} 0 0 1 ${at(to)}`, fill: 'none', stroke, 'stroke-width': width });
}

export function bargauge(body, panel, series) {
  const values = valuesOf(panel, series);
  const low = panel.fieldConfig.defaults.min ?? 0;
  const high = panel.fieldConfig.defaults.max ?? Math.max(...values.map(({ value }) => value), 1e-12);
  const list = html('div', { class: 'bars' });
  for (const { field, value } of values) {
    const part = Math.min(100, Math.max(0, (100 * (value - low)) / (high - low || 1)));
    const colour = valueColour(field, value, [low, high]);
    list.append(html('span', { title: field.name }, field.name), html('div', {}, html('i', { style: `width:${part.toFixed(1)}%;background:${colour}` })), html('span', { style: `color:${colour}` }, textOf(field, value)));
  }
  body.append(list);
}
