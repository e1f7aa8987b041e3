/** Failure codes of calls: those of the event bus, and those of the bridge itself. */
export const Code = Object.freeze({
  INVALID_REQUEST: 400,
  NOT_CONNECTED: 404,
  NOT_SUPPORTED: 501,
  TOO_LARGE: 413,
  TOO_MANY_PENDING: 429,
  TIMED_OUT: 408,
  CONNECTION_LOST: 503,
  ALREADY_CONNECTED: 409,
  DIAL_FAILED: 502,
  WRONG_TOKEN: 401,
  ACCESS_DENIED: 403,
});

const NAMES = new Map(Object.entries(Code).map(([name, code]) => [code, name]));

/** The failure of a call. Throw it from a handler to fail the call that it serves. */
export class DiemNetError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'DiemNetError';
    this.code = code;
    this.reason = NAMES.get(code) ?? 'UNKNOWN';
  }
}

/** Converts an error frame of a bridge. */
export function fromFrame(frame) {
  const message = frame.message ?? frame.body ?? 'the bridge gave no reason';
  const text = frame.detail ? `${message}: ${frame.detail}` : message;
  switch (frame.failureType) {
    case 'TIMEOUT':
      return new DiemNetError(Code.TIMED_OUT, text);
    case 'NO_HANDLERS':
      return new DiemNetError(Code.CONNECTION_LOST, text);
    default:
      return new DiemNetError(frame.failureCode ?? -1, String(text));
  }
}
