/** What a request line asks for (RFC 9112 §3.2). */
import type { IncomingMessage } from 'node:http';
import { StillwebError } from '../errors.ts';
import { parseAuthority } from './authority.ts';

const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)([^#]*)$/i;
/** A URL is visible ASCII. A client that sends other bytes, or a fragment, means something else by them than would be read. */
const NO_URL = /[^\x21-\x7e]|#/;

/**
 * Makes the origin form of the absolute form, which clients send to a proxy: `http://localhost:7080/healthz`. One that names
 * another host than the Host header is left as it is, for `checkTarget` to refuse.
 */
export function settleTarget(message: IncomingMessage): void {
  const absolute = readAbsoluteForm(message.url ?? '');
  if (absolute === null) return;
  const { authority, path } = absolute;
  const named = parseAuthority(authority)?.host;
  if (named === undefined || named !== parseAuthority(message.headers.host ?? authority)?.host) return;
  message.headers.host ??= authority;
  message.url = path;
}

/** What a client sends to a proxy, taken apart; `path` begins with a slash and has the query string. Null for other forms. */
export function readAbsoluteForm(
  target: string,
): { readonly scheme: 'http' | 'https'; readonly authority: string; readonly path: string } | null {
  const [, scheme, authority, rest] = ABSOLUTE_FORM.exec(target) ?? [];
  if (scheme === undefined) return null;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { scheme: scheme.toLowerCase() as 'http' | 'https', authority, path };
}

const CHOSEN_INDEX = /^\/i\/([^/?]+)(\/[^?]*)?/;

/**
 * Makes one address of the several that a thing is served at: `/i/{name}` in front of a path chooses the index, and the path
 * that a vendor's own host is asked for is that of its dialect here.
 */
export function settleAddress(message: IncomingMessage, vendorHosts: ReadonlyMap<string, string>): void {
  const url = message.url ?? '';
  const root = vendorHosts.get(parseAuthority(message.headers.host ?? '')?.name ?? '');
  if (root !== undefined) {
    message.url = url === '/' || url.startsWith('/?') ? root + url.slice(1) : root + url;
    return;
  }
  const [front, name, path = '/'] = CHOSEN_INDEX.exec(url) ?? [];
  if (front === undefined || !isEncoded(name)) return;
  message.chosenIndex = decodeURIComponent(name);
  message.url = path + url.slice(front.length);
}

/** @throws INVALID_REQUEST for what is no path with a query string, each percent-encoded UTF-8 */
export function checkTarget(url: string): void {
  if (!url.startsWith('/')) {
    throw new StillwebError('INVALID_REQUEST', 'the request line names no path of the host in the Host header');
  }
  if (NO_URL.test(url)) {
    throw new StillwebError('INVALID_REQUEST', 'the URL holds characters that must be percent-encoded as UTF-8');
  }
  if (!url.includes('%') || isEncoded(url)) return;
  const start = url.indexOf('?');
  const broken =
    start === -1
      ? undefined
      : url
          .slice(start + 1)
          .split('&')
          .find((pair) => !isEncoded(pair));
  const field = broken?.split('=', 1)[0];
  if (field === undefined || !isEncoded(url.slice(0, start))) {
    throw new StillwebError('INVALID_REQUEST', 'the path is not percent-encoded UTF-8');
  }
  const named = field.slice(0, 64);
  throw new StillwebError('INVALID_REQUEST', `${named} in the query string is not percent-encoded UTF-8`, {
    field: named,
  });
}

/** Overlong forms and surrogates are no UTF-8. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

declare module 'node:http' {
  interface IncomingMessage {
    /** What `/i/` in front of its path names: `wiki`, or `wiki@` and an index id. */
    chosenIndex?: string;
  }
}
