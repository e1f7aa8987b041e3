// Parses and formats payloads.

const SHOWN = 4096; // maximum bytes of an answer that are shown

/** Parses text, hex or base64. Throws a TypeError that says what is wrong. */
export function parse(text, form) {
  switch (form) {
    case 'hex': {
      const digits = text.replace(/\s|^0x/g, '');
      if (!/^([0-9a-f]{2})*$/i.test(digits)) {
        throw new TypeError('hex has two digits, 0 to 9 or a to f, for each byte');
      }
      return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    }
    case 'base64':
      try {
        const plain = text.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
        return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
      } catch {
        throw new TypeError('this is not base64');
      }
    default:
      return new TextEncoder().encode(text);
  }
}

/**
 * Formats an answer as text if possible, otherwise as hex: `{form, text, left}`, where left is
 * the number of omitted bytes.
 */
export function show(bytes) {
  const shown = bytes.subarray(0, SHOWN);
  const left = bytes.length - shown.length;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(shown, { stream: left > 0 });
    if (!/[\u0000-\u0008\u000e-\u001f\u007f]/.test(text)) {
      return { form: 'text', text, left };
    }
  } catch {
    // not text
  }
  const digits = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'));
  return { form: 'hex', text: digits.join(' '), left };
}
