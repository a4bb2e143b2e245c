// The page: which board, which time, which choices; all of it in the address, as Grafana has it, so that links between boards work.
import { show } from './board.js';
import { instantOf, lengthOf } from './time.js';
import { variablesOf } from './variables.js';

const ranges = ['now-15m', 'now-1h', 'now-6h', 'now-24h', 'now-2d', 'now-7d', 'now-14d', 'now-30d', 'now-90d'];
const element = (id) => document.getElementById(id);
const address = () => new URLSearchParams(location.search);
let timer;

async function start() {
  const boards = await (await fetch('/boards.json')).json();
  const uid = /^\/d\/([^/]+)/.exec(location.pathname)?.[1] ?? boards.find(({ folder }) => folder === 'Operations')?.uid;
  for (const folder of new Set(boards.map((board) => board.folder))) {
    const group = document.createElement('optgroup');
    group.label = folder;
    group.append(...boards.filter((board) => board.folder === folder).map((board) => new Option(board.title, board.uid, false, board.uid === uid)));
    element('boards').append(group);
  }
  element('boards').addEventListener('change', () => location.assign(`/d/${element('boards').value}`));
  element('reload').addEventListener('click', () => draw(uid));
  element('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme === 'light' ? 'dark' : 'light'));
  theme(address().get('theme') ?? 'dark');
  await draw(uid);
  addEventListener('popstate', () => draw(uid));
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth !== width) draw(uid);
    width = innerWidth;
  });
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  element('theme').setAttribute('aria-pressed', String(name === 'light'));
}

async function draw(uid) {
  clearTimeout(timer);
  const response = await fetch(`/boards/${uid}.json`);
  if (!response.ok) return say(`There is no board ${uid}.`);
  const board = await response.json();
  document.title = board.title;
  const now = Number(address().get('now')) || Date.now();
  const [fromText, toText] = [address().get('from') ?? board.time.from, address().get('to') ?? board.time.to];
  const range = { from: instantOf(fromText, now), to: instantOf(toText, now), fromText, toText };
  controls(uid, fromText, board);
  say('Asking Prometheus …');
  const began = performance.now();
  const variables = await variablesOf(board, address(), range);
  element('variables').replaceChildren(...[...variables.values()].map((variable) => variable.control((name, values) => change((parameters) => {
    parameters.delete('var-' + name);
    values.forEach((value) => parameters.append('var-' + name, value));
  }, uid))));
  const outcome = await show(element('board'), board, variables, range);
  say(`${outcome.data} panels in ${Math.round(performance.now() - began)} ms${outcome.empty ? `, ${outcome.empty} empty` : ''}${outcome.failed ? `, ${outcome.failed} failed` : ''}`);
  document.documentElement.dataset.outcome = JSON.stringify(outcome);
  const pause = lengthOf(address().get('refresh') ?? 'off');
  if (pause > 0) timer = setTimeout(() => draw(uid), pause);
}

function controls(uid, fromText, board) {
  options('range', [...new Set([...ranges, board.time.from, fromText])], fromText, (text) => (text.startsWith('now-') ? `last ${text.slice(4)}` : text), (value) => change((parameters) => {
    parameters.set('from', value);
    parameters.set('to', 'now');
  }, uid));
  options('refresh', ['off', '15s', '30s', '1m', '5m'], address().get('refresh') ?? 'off', (text) => text, (value) => change((parameters) => parameters.set('refresh', value), uid));
}

function options(id, values, chosen, caption, changed) {
  element(id).replaceChildren(...values.map((value) => new Option(caption(value), value, false, value === chosen)));
  element(id).onchange = () => changed(element(id).value);
}

function change(edit, uid) {
  const parameters = address();
  edit(parameters);
  history.pushState(null, '', `/d/${uid}?${parameters}`);
  draw(uid);
}

const say = (words) => { element('state').textContent = words; };

start().catch((problem) => say(problem.message));
