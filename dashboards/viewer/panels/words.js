// Panels of words: Markdown, and the alerts that Alertmanager holds.
import { html } from '../draw.js';

export function words(body, panel) {
  const box = html('div', { class: 'text' });
  let list = null;
  for (const line of panel.options.content.split('\n')) {
    const item = /^- (.*)$/.exec(line);
    if (item) {
      list ??= box.appendChild(html('ul'));
      list.append(html('li', {}, item[1]));
      continue;
    }
    list = null;
    if (line.trim().length > 0) box.append(html(line.startsWith('#') ? 'h2' : 'p', {}, line.replace(/^#+ /, '')));
  }
  body.append(box);
}

const rank = { critical: 0, warning: 1, info: 2 };
const colours = { critical: 'red', warning: 'orange', info: 'blue' };

export async function alertList(body, panel) {
  const response = await fetch('/alerts');
  if (!response.ok) throw new Error('Alertmanager cannot be reached');
  const alerts = await response.json();
  if (alerts.length === 0) {
    body.append(html('p', { class: 'empty' }, 'No alert fires.'));
    return;
  }
  alerts.sort((a, b) => (rank[a.labels.severity] ?? 9) - (rank[b.labels.severity] ?? 9));
  body.append(html('table', { 'aria-label': panel.title }, html('tbody', {}, ...alerts.slice(0, panel.options.maxItems).map(lineOf))));
}

function lineOf({ labels, annotations, startsAt }) {
  const page = (annotations.runbook_url ?? labels.alertname).split('/').pop().replace(/\.md$/, '');
  return html('tr', {},
    html('td', { style: `color:var(--${colours[labels.severity] ?? 'text'})` }, labels.severity ?? ''),
    html('td', {}, html('a', { href: `/public/runbooks/${page}.md` }, labels.alertname)),
    html('td', { class: 'words' }, annotations.summary ?? ''),
    html('td', {}, new Date(startsAt).toLocaleTimeString()));
}
