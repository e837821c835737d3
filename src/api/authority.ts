/** What a Host and an Origin header name, as the URL Standard reads them. */

import { standardUrl } from '../bytes/standard-url.ts';

export interface Authority {
  /** As the URL Standard writes it, without port and without the dot of the root: `localhost`, `[::1]`, `127.0.0.1`. */
  readonly name: string;
  /** Name and port, without the port that the scheme implies. The dot of the root stays. */
  readonly host: string;
}

/** A URL parser takes more for a host than a client may send: user info, escapes, blanks, other alphabets. */
const HOST_FORM = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]*)?$/i;
/** What browsers send, but for `null`: a scheme and an authority. */
const ORIGIN_FORM = /^(https?):\/\/([^/?#@\\]+)$/i;

type Scheme = 'http' | 'https';

/** Clients say the same name in every request, and a URL costs as much as the rest of a refusal's checks. */
let last: { readonly text: string; readonly scheme: Scheme; readonly authority: Authority | null } | null = null;

/**
 * @param scheme whose port may be left out
 * @returns null for what is no host with or without a port
 * @see https://url.spec.whatwg.org/#host-parsing
 */
export function parseAuthority(text: string, scheme: Scheme = 'http'): Authority | null {
  if (last?.text !== text || last.scheme !== scheme) last = { text, scheme, authority: readAuthority(text, scheme) };
  return last.authority;
}

function readAuthority(text: string, scheme: Scheme): Authority | null {
  if (!HOST_FORM.test(text)) return null;
  const url = standardUrl(`${scheme}://${text}`);
  if (url === null) return null;
  const { hostname, host } = url;
  return { name: hostname.endsWith('.') ? hostname.slice(0, -1) : hostname, host };
}

/** `https://app.example`; null for what is no origin of the web. */
export function parseOrigin(text: string): string | null {
  const [, scheme, host] = ORIGIN_FORM.exec(text) ?? [];
  if (scheme === undefined) return null;
  const kind = scheme.toLowerCase() as Scheme;
  const authority = parseAuthority(host, kind);
  return authority === null ? null : `${kind}://${authority.host}`;
}

/** Whether an origin is that of the server, which is reached under the host over HTTP, or over HTTPS through a proxy. */
export function isOwnOrigin(origin: string, host: string): boolean {
  return (['http', 'https'] as const).some((scheme) => {
    const own = parseAuthority(host, scheme);
    return own !== null && origin === `${scheme}://${own.host}`;
  });
}

/** An IPv6 address as a Host header has it, `[::1]`; anything else as it is. */
export function bracketAddress(host: string): string {
  return host.split(':').length > 2 && !host.startsWith('[') ? `[${host}]` : host;
}
