// Numbers as their readers expect them, by Grafana's ids of units.
const thousands = [[1e12, ' T'], [1e9, ' B'], [1e6, ' M'], [1e3, ' K'], [0, '']];
const bytes = [[2 ** 50, ' PiB'], [2 ** 40, ' TiB'], [2 ** 30, ' GiB'], [2 ** 20, ' MiB'], [2 ** 10, ' KiB'], [0, ' B']];
const seconds = [[31536e3, ' years'], [604800, ' weeks'], [86400, ' days'], [3600, ' hours'], [60, ' mins'], [1, ' s'], [1e-3, ' ms'], [1e-6, ' µs'], [0, ' s']];

// The largest step that the value reaches; the last step takes what is left as it is.
const pick = (value, steps, decimals) => {
  const [size, suffix] = steps.find(([from]) => Math.abs(value) >= from);
  return number(value / (size || 1), decimals) + suffix;
};

export function number(value, decimals) {
  if (decimals !== undefined && decimals !== null) return value.toFixed(decimals);
  const absolute = Math.abs(value);
  const digits = absolute >= 100 || Number.isInteger(value) ? 0 : absolute >= 10 ? 1 : absolute >= 0.1 || absolute === 0 ? 2 : 4;
  return value.toFixed(digits).replace(/\.0+$/, '');
}

export function format(value, unit, decimals) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  switch (unit) {
    case 'percentunit': return number(value * 100, decimals) + '%';
    case 'percent': return number(value, decimals) + '%';
    case 's': return pick(value, seconds, decimals);
    case 'ms': return pick(value / 1000, seconds, decimals);
    case 'm': return pick(value * 60, seconds, decimals);
    case 'd': return pick(value * 86400, seconds, decimals);
    case 'bytes': return pick(value, bytes, decimals);
    case 'Bps': return pick(value, bytes, decimals) + '/s';
    case 'reqps': return pick(value, thousands, decimals) + ' req/s';
    case 'eps': return pick(value, thousands, decimals) + ' evt/s';
    case 'cps': return pick(value, thousands, decimals) + ' c/s';
  }
  if (unit?.startsWith('currency')) return `${unit.slice(8)} ${pick(value, thousands, decimals)}`;
  if (unit?.startsWith('suffix:')) return number(value, decimals) + unit.slice(7);
  return pick(value, thousands, decimals);
}
