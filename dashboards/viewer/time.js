// Times of boards: "now-6h" and milliseconds since 1970, and how far apart the points of a graph are.
const units = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2592e6, y: 31536e6 };

export const scrape = 15_000;

export function instantOf(text, now) {
  const relative = /^now(?:-(\d+)([smhdwMy]))?$/.exec(text);
  return relative ? now - (relative[1] ? relative[1] * units[relative[2]] : 0) : Number(text);
}

export function lengthOf(text) {
  const match = /^(\d+)([smhdwMy])$/.exec(text);
  return match ? match[1] * units[match[2]] : 0;
}

// The distance of two points, in milliseconds: a round one, no finer than samples come, with at most one point for each two pixels.
export function stepFor(range, pixels) {
  const wanted = Math.max(scrape, (range.to - range.from) / Math.max(50, pixels / 2));
  return [15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5].find((step) => step >= wanted) ?? 6048e5;
}

const two = (number) => String(number).padStart(2, '0');

export function clock(ms, span) {
  const at = new Date(ms);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (span === undefined) return `${day} ${time}:${two(at.getSeconds())}`;
  return span > 3 * units.d ? day.slice(5) : span > units.d ? `${day.slice(5)} ${time}` : span < 10 * units.m ? `${time}:${two(at.getSeconds())}` : time;
}
