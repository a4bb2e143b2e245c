// Questions to Prometheus, through the server that this page comes from, and Grafana's variables filled in.
import { scrape, stepFor } from './time.js';

async function ask(path, parameters) {
  const response = await fetch(path, { method: 'POST', body: new URLSearchParams(parameters) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.status !== 'success') throw new Error(answer.error ?? `Prometheus answered ${response.status}`);
  return answer.data;
}

const seconds = (ms) => `${Math.round(ms / 1000)}s`;

// Grafana's own variables and those of the board. In a query, values are alternatives of a regular expression, their backslashes doubled for PromQL.
export function fill(text, variables, range, step) {
  const own = {
    __rate_interval: () => seconds(Math.max(step + scrape, 4 * scrape)),
    __interval: () => seconds(step),
    __range: () => seconds(range.to - range.from),
    __url_time_range: () => `from=${range.from}&to=${range.to}`,
  };
  return text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (all, name) => own[name]?.() ?? variables.get(name)?.inQuery() ?? all);
}

// A value as a part of a regular expression, and that as a part of a quoted string.
export const escapeRegex = (value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\', '\\\\').replaceAll('"', '\\"');

export async function labelValues(metric, label, range) {
  const query = new URLSearchParams({ 'match[]': metric, start: range.from / 1000, end: range.to / 1000 });
  const response = await fetch(`/api/v1/label/${encodeURIComponent(label)}/values?${query}`);
  const answer = await response.json();
  return answer.status === 'success' ? answer.data : [];
}

// The moments that are asked for, in seconds. Round ones, so that a curve keeps its shape from one refresh to the next; but points far apart end
// with the newest moment: rounded, they would hide the last hours.
function pointsOf({ from, to }, step) {
  const end = step > 300_000 ? to : Math.floor(to / step) * step;
  return { start: (end - Math.floor((to - from) / step) * step) / 1000, end: end / 1000, step: step / 1000 };
}

// All series of a panel's queries: { refId, name, labels, points: [[ms, value]], instant }.
export async function seriesOf(panel, variables, range, pixels) {
  const step = stepFor(range, pixels);
  const answers = await Promise.all((panel.targets ?? []).map(async (target) => {
    const query = fill(target.expr, variables, range, step);
    const data = target.instant
      ? await ask('/api/v1/query', { query, time: range.to / 1000 })
      : await ask('/api/v1/query_range', { query, ...pointsOf(range, step) });
    const result = data.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data.result;
    return result.map(({ metric, value, values }) => ({
      refId: target.refId,
      labels: metric,
      name: legend(target.legendFormat, metric),
      points: (values ?? [value]).map(([at, text]) => [at * 1000, Number(text)]),
      step,
    }));
  }));
  return answers.flat();
}

function legend(pattern, labels) {
  const name = (pattern ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? '').trim();
  return name || Object.entries(labels).filter(([key]) => key !== '__name__').map(([key, value]) => `${key}="${value}"`).join(', ') || 'value';
}

// Moments at which an annotation's expression has a value, with what it says.
export async function marksOf(annotation, variables, range) {
  const step = Math.max(60_000, stepFor(range, 400));
  const data = await ask('/api/v1/query_range', { query: fill(annotation.expr, variables, range, step), start: range.from / 1000, end: range.to / 1000, step: step / 1000 });
  return data.result.flatMap(({ metric, values }) => {
    const starts = values.filter(([at], index) => index === 0 || at - values[index - 1][0] > 1.5 * step / 1000);
    return starts.map(([at]) => ({ at: at * 1000, text: `${annotation.name}: ${legend(annotation.textFormat, metric)}`, colour: annotation.iconColor }));
  });
}
