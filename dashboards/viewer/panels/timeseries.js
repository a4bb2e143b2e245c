// Values over time: lines, bars or steps, stacked or not, with bands, thresholds, a second axis and marks of events.
import { canvas, legend, line, roomFor, scale, svg, text, ticks, tip } from '../draw.js';
import { colourOf, fieldOf, seriesColour, summary, textOf } from '../fields.js';
import { clock } from '../time.js';
import { format } from '../units.js';

const margin = { right: 8, top: 6, bottom: 18 };

export function timeseries(body, panel, series, { range, marks }) {
  const drawn = series.map((one, index) => ({ ...one, field: fieldOf(panel, one.name, one.refId, index) }));
  if (panel.options.legend.showLegend) legend(body, drawn.map((one) => entryOf(panel, one)), panel.options.legend.displayMode === 'table');
  const { root, width, height } = canvas(body, `${panel.title}: ${drawn.map(({ points, field }) => `${field.name} ${textOf(field, summary(points.map(([, value]) => value)))}`).join('; ')}`, body.lastElementChild);
  body.prepend(root);

  const stacked = panel.fieldConfig.defaults.custom?.stacking?.mode === 'normal';
  const lines = stacked ? pile(drawn) : drawn.map((one) => ({ ...one, tops: one.points.map(([at, value]) => [at, 0, value]) }));
  const onTheRight = ({ field }) => field.custom.axisPlacement === 'right';
  const axes = { left: axisOf(panel, lines.filter((one) => !onTheRight(one)), height), right: axisOf(panel, lines.filter(onTheRight), height) };
  const left = roomFor(axes.left.labels);
  const x = scale(range.from, range.to, left, width - margin.right - (axes.right.isUsed ? 48 : 0));
  grid(root, axes, x, left, width, height, range);
  thresholds(root, panel, axes.left, x, range);
  for (const mark of marks) line(root, x(mark.at), margin.top, x(mark.at), height - margin.bottom, colourOf(mark.colour), { 'stroke-dasharray': '3 3' });
  for (const one of lines) shape(root, one, x, onTheRight(one) ? axes.right : axes.left, lines, stacked);
  pointer(root, lines, marks, x, range, height);
}

function entryOf(panel, { field, points }) {
  const calcs = panel.options.legend.calcs ?? [];
  const values = points.map(([, value]) => value);
  return { name: field.name, colour: seriesColour(field), value: calcs.length > 0 ? calcs.map((calc) => textOf(field, summary(values, calc))).join('  ') : undefined };
}

// Each series on top of those before it: [time, from, to].
function pile(drawn) {
  const sums = new Map();
  return drawn.map((one) => ({
    ...one,
    tops: one.points.map(([at, value]) => {
      const from = sums.get(at) ?? 0;
      sums.set(at, from + (Number.isFinite(value) ? value : 0));
      return [at, from, sums.get(at)];
    }),
  }));
}

function axisOf(panel, lines, height) {
  const { min, max, unit, custom, thresholds: declared } = panel.fieldConfig.defaults;
  const values = lines.flatMap(({ tops }) => tops.map(([, , to]) => to)).filter(Number.isFinite);
  let [low, high] = values.length > 0 ? [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] : [0, 1];
  if (custom?.thresholdsStyle?.mode === 'dashed') {
    const near = declared.steps.map(({ value }) => value).filter((value) => value !== null && value <= 4 * Math.abs(high));
    high = Math.max(high, ...near);
  }
  if (min !== undefined) low = Math.min(min, low);
  const isCapped = max !== undefined && high <= max;
  if (isCapped && low >= 0 && high > max / 3) high = max;
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(low, 0), Math.max(high, 0)];
  const top = isCapped && high === max ? max : high + (high - low) * 0.06;
  const [marks, own] = [ticks(low, top, height / 40), lines[0]?.field.unit ?? unit];
  return { low, high: top, y: scale(low, top, height - margin.bottom, margin.top), marks, labels: marks.map((value) => format(value, own)), isUsed: lines.length > 0 };
}

function grid(root, axes, x, from, width, height, range) {
  axes.left.marks.forEach((value, index) => {
    line(root, from, axes.left.y(value), width - margin.right, axes.left.y(value), 'var(--edge)');
    text(root, from - 6, axes.left.y(value) + 4, axes.left.labels[index], { 'text-anchor': 'end' });
  });
  if (axes.right.isUsed) axes.right.marks.forEach((value, index) => text(root, width - margin.right - 42, axes.right.y(value) + 4, axes.right.labels[index]));
  const span = range.to - range.from;
  const count = Math.max(2, Math.floor((width - from) / 90));
  for (let i = 0; i < count; i++) {
    const at = range.from + (span * (i + 0.5)) / count;
    text(root, x(at), height - 4, clock(at, span), { 'text-anchor': 'middle' });
  }
}

function thresholds(root, panel, axis, x, range) {
  const { thresholds: declared, custom } = panel.fieldConfig.defaults;
  if (custom?.thresholdsStyle?.mode !== 'dashed') return;
  for (const { value, color } of declared.steps) {
    if (value === null || value < axis.low || value > axis.high) continue;
    line(root, x(range.from), axis.y(value), x(range.to), axis.y(value), colourOf(color), { 'stroke-dasharray': '8 6', 'stroke-width': 1.5 });
  }
}

function shape(root, { tops, field, step }, x, axis, lines, stacked) {
  const colour = seriesColour(field);
  const { drawStyle, lineInterpolation, fillBelowTo, fillOpacity = 0, lineStyle, lineWidth } = field.custom;
  const bottom = axis.y(Math.max(axis.low, 0));
  if (drawStyle === 'bars') {
    const wide = Math.max(1, (x(step) - x(0)) * 0.8);
    for (const [at, from, to] of tops.filter(([, , value]) => Number.isFinite(value))) {
      const base = stacked ? axis.y(from) : bottom;
      root.append(svg('rect', { x: x(at) - wide / 2, width: wide, y: Math.min(base, axis.y(to)), height: Math.max(0.5, Math.abs(base - axis.y(to))), fill: colour, 'fill-opacity': 0.75 }));
    }
    return;
  }
  const lower = lines.find(({ field: other }) => other.name === fillBelowTo)?.tops.filter(([, , to]) => Number.isFinite(to)).map(([at, , to]) => [x(at), axis.y(to)]);
  for (const part of runs(tops, step)) {
    const path = pathOf(part.map(([at, , to]) => [x(at), axis.y(to)]), lineInterpolation === 'stepAfter');
    if (part.length === 1) {
      root.append(svg('circle', { cx: x(part[0][0]), cy: axis.y(part[0][2]), r: 2.5, fill: colour }));
      continue;
    }
    if (fillOpacity > 0) {
      const floor = lower ?? (stacked ? part.map(([at, from]) => [x(at), axis.y(from)]) : [[x(part[0][0]), bottom], [x(part.at(-1)[0]), bottom]]);
      root.append(svg('path', { d: `${path}${floor.toReversed().map(([left, top]) => `L${left.toFixed(1)} ${top.toFixed(1)}`).join('')}Z`, fill: colour, 'fill-opacity': fillOpacity / 100 }));
    }
    if (lineWidth !== 0) root.append(svg('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': lineStyle?.fill === 'dash' ? lineStyle.dash.join(' ') : null }));
  }
}

// A line ends where a point is missing.
function runs(tops, step) {
  const found = [];
  let last;
  for (const point of tops) {
    if (!Number.isFinite(point[2])) {
      last = undefined;
      continue;
    }
    if (last === undefined || point[0] - last > 1.5 * step) found.push([]);
    found.at(-1).push(point);
    last = point[0];
  }
  return found;
}

function pathOf(points, isStep) {
  return points.map(([x, y], index) => (index === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : isStep ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `L${x.toFixed(1)} ${y.toFixed(1)}`)).join('');
}

// The values at one moment: under the pointer, or by the arrow keys.
function pointer(root, lines, marks, x, range, height) {
  const moments = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const cursor = svg('line', { y1: margin.top, y2: height - margin.bottom, stroke: 'var(--faint)', visibility: 'hidden' });
  root.append(cursor);
  root.setAttribute('tabindex', '0');
  let at = moments.length - 1;
  const show = (event) => {
    const moment = moments[at];
    cursor.setAttribute('x1', x(moment));
    cursor.setAttribute('x2', x(moment));
    cursor.setAttribute('visibility', 'visible');
    const near = marks.filter((mark) => Math.abs(mark.at - moment) < (range.to - range.from) / 100);
    const values = lines.map(({ field, points }) => ({ field, value: points.find(([one]) => one === moment)?.[1] })).filter(({ value }) => value !== undefined);
    values.sort((a, b) => b.value - a.value);
    tip(event, [
      { words: clock(moment) },
      ...near.map((mark) => ({ words: mark.text, colour: colourOf(mark.colour) })),
      ...values.slice(0, 15).map(({ field, value }) => ({ words: `${field.name}  ${textOf(field, value)}`, colour: seriesColour(field) })),
    ]);
  };
  const hide = () => {
    cursor.setAttribute('visibility', 'hidden');
    tip(null, null);
  };
  const select = (event) => {
    const wanted = event.clientX - root.getBoundingClientRect().left;
    at = moments.reduce((best, moment, index) => (Math.abs(x(moment) - wanted) < Math.abs(x(moments[best]) - wanted) ? index : best), 0);
    if (moments.length > 0) show(event);
  };
  root.addEventListener('pointermove', select);
  root.addEventListener('pointerleave', hide);
  root.addEventListener('blur', hide);
  root.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || moments.length === 0) return;
    event.preventDefault();
    at = Math.min(moments.length - 1, Math.max(0, at + by));
    const box = root.getBoundingClientRect();
    show({ clientX: box.left + x(moments[at]), clientY: box.top + 20 });
  });
}
