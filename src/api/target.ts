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
  const [, scheme, authority, rest] = ABSOLUTE_FORM.exec(message.url ?? '') ?? [];
  if (scheme === undefined) return;
  const named = parseAuthority(authority)?.host;
  if (named === undefined || named !== parseAuthority(message.headers.host ?? authority)?.host) return;
  message.headers.host ??= authority;
  message.url = rest.startsWith('/') ? rest : `/${rest}`;
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
