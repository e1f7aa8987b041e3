// The colours of the style sheet for scripts. They change between light and dark mode.

const NAMES = ['ink', 'faint', 'line', 'panel', 'accent', 'own', 'peer', 'lost', 'in', 'out'];

export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Calls the callback when they have changed. */
export function onColours(changed) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => changed(colours()));
}

export const moves = () => !matchMedia('(prefers-reduced-motion: reduce)').matches;
