// Converts payloads between bytes and the base64 of the bridge.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const CHUNK = 0x8000;

/** Returns a payload as text. */
export function text(payload) {
  return decoder.decode(payload);
}

/** Returns the base64 of bytes, or of the UTF-8 of a string. */
export function toBase64(payload) {
  const bytes = toBytes(payload);
  if (typeof Buffer === 'function') {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }
  let binary = '';
  for (let i = 0; i < bytes.length; i += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  }
  return btoa(binary);
}

/** Decodes base64. */
export function fromBase64(base64) {
  if (typeof Buffer === 'function') {
    return new Uint8Array(Buffer.from(base64, 'base64'));
  }
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toBytes(payload) {
  if (typeof payload === 'string') {
    return encoder.encode(payload);
  }
  if (ArrayBuffer.isView(payload)) {
    return new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
  }
  if (payload instanceof ArrayBuffer) {
    return new Uint8Array(payload);
  }
  throw new TypeError('a payload is text, a typed array or an ArrayBuffer');
}
