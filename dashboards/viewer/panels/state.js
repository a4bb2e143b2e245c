// States over time: bands that change colour (state-timeline), or a box for each step (status-history).
import { canvas, svg, text, tip } from '../draw.js';
import { fieldOf, textOf, valueColour } from '../fields.js';
import { clock } from '../time.js';

const left = 118;

export const stateTimeline = (body, panel, series, context) => draw(body, panel, series, context, true);

export const statusHistory = (body, panel, series, context) => draw(body, panel, series, context, false);

function draw(body, panel, series, { range }, merged) {
  const fields = series.map((one, index) => fieldOf(panel, one.name, one.refId, index));
  const { root, width, height } = canvas(body, `${panel.title}: ${series.map(({ points }, index) => `${fields[index].name} ${textOf(fields[index], points.at(-1)?.[1])}`).join('; ')}`);
  const row = Math.min(34, (height - 18) / Math.max(1, series.length));
  const x = (at) => left + ((at - range.from) / (range.to - range.from)) * (width - left - 4);
  series.forEach((one, index) => {
    const field = fields[index];
    const top = index * row + row * 0.08;
    text(root, left - 6, top + row / 2 + 2, field.name.length > 18 ? `${field.name.slice(0, 17)}…` : field.name, { 'text-anchor': 'end' });
    for (const box of boxes(one, merged)) {
      const [begin, end] = [Math.max(x(range.from), x(box.from)), Math.min(x(range.to), x(box.to))];
      if (end <= begin) continue;
      const rect = svg('rect', { x: begin, y: top, width: Math.max(1, (end - begin) * (merged ? 1 : 0.9)), height: row * 0.84, fill: valueColour(field, box.value), 'fill-opacity': 0.8 });
      rect.addEventListener('pointermove', (event) => tip(event, [{ words: field.name }, { words: `${textOf(field, box.value)}, from ${clock(box.from)}` }]));
      rect.addEventListener('pointerleave', () => tip(null, null));
      root.append(rect);
      if (merged && end - begin > 46) text(root, begin + 5, top + row / 2 + 3, textOf(field, box.value), { style: 'fill:var(--ground)' });
    }
  });
  for (let i = 0; i < 5; i++) {
    const at = range.from + ((range.to - range.from) * (i + 0.5)) / 5;
    text(root, x(at), height - 2, clock(at, range.to - range.from), { 'text-anchor': 'middle' });
  }
  body.append(root);
}

function boxes({ points, step }, merged) {
  const found = [];
  for (const [at, value] of points) {
    const last = found.at(-1);
    if (merged && last && last.value === value && at <= last.to + step / 2) last.to = at + step;
    else found.push({ from: at, to: at + step, value });
  }
  return found.filter(({ value }) => !Number.isNaN(value));
}
