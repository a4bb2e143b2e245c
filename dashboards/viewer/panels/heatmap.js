// How many values lay in each bucket, over time. The server's buckets are cumulative: each holds those below it too.
import { canvas, roomFor, svg, text, tip } from '../draw.js';
import { clock } from '../time.js';
import { format, number } from '../units.js';

export function heatmap(body, panel, series, { range }) {
  const rows = series.map((one) => ({ bound: one.labels.le === '+Inf' ? Infinity : Number(one.labels.le), at: new Map(one.points) })).sort((a, b) => a.bound - b.bound);
  const step = series[0].step;
  const cells = rows.flatMap((row, index) => [...row.at].map(([at, total]) => ({ index, at, count: total - (rows[index - 1]?.at.get(at) ?? 0) }))).filter(({ count }) => count > 1e-9);
  const most = cells.reduce((high, { count }) => Math.max(high, count), 1e-9);
  const { root, width, height } = canvas(body, `${panel.title}: heatmap of ${rows.length} buckets`);
  const unit = panel.options.yAxis?.unit;
  const left = roomFor(rows.map(({ bound }) => format(bound, unit)));
  const [wide, high] = [((width - left - 4) * step) / (range.to - range.from), (height - 18) / rows.length];
  rows.forEach(({ bound }, index) => {
    if (high > 11 || index % 2 === 0) text(root, left - 6, height - 18 - high * (index + 0.5) + 4, bound === Infinity ? '∞' : format(bound, unit), { 'text-anchor': 'end' });
  });
  for (const { index, at, count } of cells) {
    const x = left + ((at - range.from) / (range.to - range.from)) * (width - left - 4) - wide;
    if (x + wide <= left) continue;
    const rect = svg('rect', { x: Math.max(left, x), y: height - 18 - high * (index + 1), width: Math.max(1, wide - 1), height: Math.max(1, high - 1), fill: 'var(--orange)', 'fill-opacity': (0.12 + 0.88 * Math.sqrt(count / most)).toFixed(2) });
    rect.addEventListener('pointermove', (event) => tip(event, [{ words: clock(at) }, { words: `${number(count)} up to ${format(rows[index].bound, unit)}` }]));
    rect.addEventListener('pointerleave', () => tip(null, null));
    root.append(rect);
  }
  for (let i = 0; i < 4; i++) {
    const at = range.from + ((range.to - range.from) * (i + 0.5)) / 4;
    text(root, left + ((width - left) * (i + 0.5)) / 4, height - 3, clock(at, range.to - range.from), { 'text-anchor': 'middle' });
  }
  body.append(root);
}
