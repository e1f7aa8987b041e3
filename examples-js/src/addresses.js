// Parses the addresses of connect() and checks them before a connection is opened.

import { Code, DiemNetError } from './errors.js';

/** Creates the error for an invalid address. */
export function invalid(message) {
  return new DiemNetError(Code.INVALID_REQUEST, message);
}

/** Parses one address or a list of addresses. */
export function parseAll(addresses, parse) {
  const list = Array.isArray(addresses) ? addresses : [addresses];
  if (list.length === 0) {
    throw invalid('the list of addresses is empty');
  }
  for (const address of list) {
    if (typeof address !== 'string' || address.trim() === '') {
      throw invalid(`an address is a text such as tcp://127.0.0.1:7000, not ${JSON.stringify(address)}`);
    }
  }
  return list.map((address) => parse(address.trim()));
}

/** Returns an address for messages: without user, password and query, which can contain secrets. */
export function shown(address) {
  return String(address)
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//');
}

/**
 * Parses the URL of an address.
 *
 * @param expected the allowed forms, for the message
 * @param base the base of a relative address, if relative addresses are allowed
 */
export function toUrl(address, expected, base) {
  let url;
  try {
    url = new URL(address, base);
  } catch {
    throw invalid(
      `"${shown(address)}" is not an address of a node: expected ${expected}; ` +
        'an IPv6 address is in brackets, a port is at most 65535',
    );
  }
  if (url.username || url.password) {
    throw invalid(`${shown(address)}: a user or a password has no place here; the secret is the option token`);
  }
  return url;
}

/**
 * Checks the address of a SockJS bridge: `http(s)://host:port/eventbus` or
 * `ws(s)://host:port/eventbus`.
 */
export function checkWeb(url, expected) {
  if (!/^(https?|wss?):$/.test(url.protocol)) {
    throw invalid(`${shown(url)}: the scheme "${url.protocol}" is not known: expected ${expected}`);
  }
  url.hash = '';
  return url;
}

/** Checks the address of a TCP bridge, which has only a host and a port. */
export function checkTcp(url) {
  const text = shown(url);
  if (url.hostname === '') {
    throw invalid(`${text} has no host: expected ${url.protocol}//host:port`);
  }
  if (url.port === '' || url.port === '0') {
    throw invalid(
      `${text} has no port: expected ${url.protocol}//host:port, with the node's bridge.tcpPort, ` +
        `as in ${url.protocol}//${url.hostname}:7000`,
    );
  }
  if (url.search) {
    throw invalid(`${text}: a query has no place here; the secret is the option token`);
  }
  if (!/^\/?$/.test(url.pathname) || url.hash) {
    throw invalid(`${text} has a path: expected ${url.protocol}//host:port; only http(s) addresses have a path`);
  }
  return url;
}
