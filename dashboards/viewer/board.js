// A board on the page: rows, repeated rows, panels on the grid of 24 columns, each with its data.
import { html } from './draw.js';
import { heatmap } from './panels/heatmap.js';
import { barchart, histogram, piechart } from './panels/parts.js';
import { bargauge, gauge, stat } from './panels/single.js';
import { stateTimeline, statusHistory } from './panels/state.js';
import { table } from './panels/table.js';
import { timeseries } from './panels/timeseries.js';
import { alertList, words } from './panels/words.js';
import { fill, marksOf, seriesOf } from './prometheus.js';

const kinds = { timeseries, stat, gauge, bargauge, table, heatmap, histogram, piechart, barchart, 'state-timeline': stateTimeline, 'status-history': statusHistory };

// Draws everything and says how it went: how many panels have data, are empty, or failed.
export async function show(place, board, variables, range) {
  const marks = (await Promise.all((board.annotations?.list ?? []).map((annotation) => marksOf(annotation, variables, range).catch(() => [])))).flat();
  place.replaceChildren(links(board, range));
  const outcome = { data: 0, empty: 0, failed: 0 };
  const drawing = [];
  for (const row of rowsOf(board, variables)) {
    const grid = html('div', { class: 'grid' });
    place.append(row.title ? html('details', row.collapsed ? { class: 'row' } : { class: 'row', open: '' }, html('summary', {}, row.title), grid) : grid);
    const begin = () => row.panels.forEach((panel) => drawing.push(draw(grid, panel, { variables: row.variables, range, marks, top: row.top }).then((how) => outcome[how]++)));
    if (row.collapsed) grid.parentElement.addEventListener('toggle', begin, { once: true });
    else begin();
  }
  await Promise.all(drawing);
  return outcome;
}

function links(board, range) {
  const list = html('nav', { class: 'links', 'aria-label': 'Other boards' });
  for (const { title, url, type } of board.links ?? []) if (type === 'link') list.append(html('a', { href: `${url}?from=${range.fromText}&to=${range.toText}` }, title));
  return list;
}

// The rows of a board, what comes before the first as one without a title; a repeated row once for each chosen value.
function rowsOf(board, variables) {
  const rows = [{ title: '', panels: [] }];
  for (const panel of board.panels) {
    if (panel.type === 'row') rows.push({ title: panel.title, collapsed: panel.collapsed, repeat: panel.repeat, panels: [...panel.panels] });
    else rows.at(-1).panels.push(panel);
  }
  return rows.flatMap((row) => {
    const top = Math.min(...row.panels.map(({ gridPos }) => gridPos.y));
    const choice = variables.get(row.repeat);
    const each = choice ? choice.values.map((value) => new Map([...variables, [row.repeat, choice.only(value)]])) : [variables];
    return each.map((own) => ({ ...row, top, variables: own, title: row.title.replace(/\$(\w+)/g, (all, name) => own.get(name)?.inText() ?? all) }));
  });
}

async function draw(grid, panel, { variables, range, marks, top }) {
  const { x, y, w, h } = panel.gridPos;
  const about = html('span', { class: 'about', title: panel.description, 'aria-label': panel.description, role: 'note', tabindex: '0' }, 'i');
  const head = html('h3', {}, html('span', {}, panel.title), about, ...(panel.links ?? []).map(({ title, url, targetBlank }) => html('a', { href: fill(url, variables, range, 60_000), target: targetBlank ? '_blank' : null, rel: 'noopener', title }, w > 6 ? title : title.split(':')[0])));
  const body = html('div', { class: 'body' });
  grid.append(html('section', { class: 'panel', 'aria-label': panel.title, 'data-type': panel.type, style: `grid-area:${y - top + 1} / ${x + 1} / span ${h} / span ${w}; --high:${h}; --wide:${w > 6 ? 2 : 1}` }, head, body));
  const box = body.parentElement;
  try {
    if (panel.type === 'text') words(body, panel);
    else if (panel.type === 'alertlist') await alertList(body, panel);
    else {
      const series = await seriesOf(panel, variables, range, body.clientWidth);
      if (series.length === 0) return ends(box, 'empty', panel.fieldConfig?.defaults?.noValue ?? 'No data');
      if (!kinds[panel.type]) throw new Error(`no drawing for panels of type ${panel.type}`);
      kinds[panel.type](body, panel, series, { range, marks });
    }
    return ends(box, 'data');
  } catch (problem) {
    return ends(box, 'failed', problem.message);
  }
}

function ends(box, how, words) {
  box.dataset.outcome = how;
  if (words) box.lastChild.append(html('p', { class: how, role: how === 'failed' ? 'alert' : null }, words));
  return how;
}
