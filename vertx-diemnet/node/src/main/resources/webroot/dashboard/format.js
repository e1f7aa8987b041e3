// Formats numbers and names.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Formats a size with two or three digits and a unit. */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${digits(value, unit === 0)} ${UNITS[unit]}`;
}

/** Formats bytes per second; a dash if unknown. */
export function rate(perSecond) {
  return perSecond === null ? '–' : `${bytes(perSecond)}/s`;
}

/** Formats a time in milliseconds; a dash if unknown. */
export function millis(value) {
  return typeof value === 'number' ? `${digits(value, false)} ms` : '–';
}

/** Formats a time of day. */
export function clock(at) {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}

/** Formats a duration. */
export function lasting(duration) {
  const seconds = Math.max(0, Math.round(duration / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(hours / 24)} days`;
}

/** Returns the beginning of an id. */
export function shortId(id) {
  return String(id).slice(0, 8);
}

/** Returns an address without its key. */
export function shortAddress(address) {
  return String(address ?? '').split('/ln-noise-ik/')[0];
}

const CHAINS = [, 'mainnet', 'testnet', 'devnet', 'testing', 'premainnet'];

/** Returns the name of a chain, if it has one, and its number. */
export function chain(id) {
  return CHAINS[id] ? `${CHAINS[id]} (${id})` : String(id);
}

const order = new Intl.Collator('en', { numeric: true });
const HEX = /^[0-9a-f]{8}$/;

/** Compares names: validator-2 is before validator-10, and names are before ids. */
export function compareNames(a, b) {
  const [x, y] = [HEX.test(a), HEX.test(b)];
  if (x !== y) {
    return x - y;
  }
  return x ? (a > b) - (a < b) : order.compare(a, b);
}

/** Formats a count with the singular or the plural. */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

function digits(value, whole) {
  return whole || value >= 100 ? String(Math.round(value)) : value.toFixed(value < 10 ? 1 : 0);
}
