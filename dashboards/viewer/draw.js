// SVG by hand: elements, scales, axes, legends, and the note that follows the pointer.
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') element.style.cssText = value;
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// The canvas of a panel: as large as there is room beside what the panel shows already, its coordinates in pixels.
export function canvas(body, name, beside) {
  const room = body.getBoundingClientRect();
  const size = { width: Math.max(80, room.width - 16), height: Math.max(50, room.height - 10 - (beside?.getBoundingClientRect().height ?? 0)) };
  return { root: svg('svg', { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': name }), ...size };
}

export const scale = (from, to, low, high) => (value) => low + ((value - from) / (to - from || 1)) * (high - low);

// Round numbers between two, about as many as wanted.
export function ticks(from, to, wanted) {
  const rough = (to - from) / Math.max(1, wanted);
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step / 1e6; at += step) found.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return found;
}

// Room for the words beside an axis, which end before its line.
export const roomFor = (words) => Math.min(110, Math.max(40, 14 + 6.4 * Math.max(0, ...words.map(({ length }) => length))));

export function line(root, x1, y1, x2, y2, stroke, more = {}) {
  root.append(svg('line', { x1, y1, x2, y2, stroke, ...more }));
}

export function text(root, x, y, words, more = {}) {
  root.append(svg('text', { x, y, ...more }, words));
}

export function legend(body, entries, isTable) {
  const list = html('div', { class: isTable ? 'legend table' : 'legend' });
  for (const { name, colour, value } of entries) list.append(html('span', {}, html('i', { style: `background:${colour}` }), value === undefined ? name : `${name}  ${value}`));
  body.append(list);
}

export function tip(event, lines) {
  const note = document.getElementById('tip');
  note.hidden = lines === null;
  if (lines === null) return;
  note.replaceChildren(...lines.map(({ words, colour }) => html('div', colour ? { style: `color:${colour}` } : {}, words)));
  const box = note.getBoundingClientRect();
  note.style.left = `${Math.min(event.clientX + 14, innerWidth - box.width - 8)}px`;
  note.style.top = `${Math.min(event.clientY + 14, innerHeight - box.height - 8)}px`;
}
