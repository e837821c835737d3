/**
 * Who may call: the Host and Origin allow-lists against DNS rebinding and cross-site calls, and the token.
 *
 * A page that a browser loaded from elsewhere can send requests here, and DNS rebinding can make its own name resolve to
 * this machine; the two headers give it away (RFC 6454 for origins).
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { TokenPlaces } from '../dialects/dialect.ts';
import { StillwebError } from '../errors.ts';

export interface AccessRules {
  /** Host names, lower case, without port; IPv6 in brackets. */
  readonly hosts: ReadonlySet<string>;
  /** Origins such as `https://lab.example`, besides the server's own. */
  readonly origins: ReadonlySet<string>;
  /** SHA-256 of the token. */
  readonly tokenHash: Buffer | null;
}

export interface AccessOptions {
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly token: string | null;
}

export function createAccessRules(options: AccessOptions): AccessRules {
  const hosts = ['localhost', '127.0.0.1', '[::1]', options.host, ...options.allowedHosts];
  return {
    hosts: new Set(hosts.map((host) => hostName(bracketAddress(host.toLowerCase())))),
    origins: new Set(options.allowedOrigins.map((origin) => origin.toLowerCase())),
    tokenHash: options.token === null ? null : hash('sha256', options.token, 'buffer'),
  };
}

/** @throws INVALID_REQUEST, HOST_FORBIDDEN, ORIGIN_FORBIDDEN */
export function checkAddress(rules: AccessRules, headers: IncomingHttpHeaders): void {
  const host = headers.host?.toLowerCase();
  if (host === undefined) throw new StillwebError('INVALID_REQUEST', 'the Host header is missing', { header: 'host' });
  if (!rules.hosts.has(hostName(host))) {
    throw new StillwebError('HOST_FORBIDDEN', 'this server does not answer under the name in the Host header', {
      header: 'host',
    });
  }
  const origin = headers.origin?.toLowerCase();
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return;
  if (!rules.origins.has(origin)) {
    throw new StillwebError('ORIGIN_FORBIDDEN', 'pages of this origin may not call this server', { header: 'origin' });
  }
}

/**
 * Compares hashes, which have one length, in constant time.
 *
 * @param presented null where the request brought no token
 * @throws UNAUTHORIZED
 */
export function checkToken({ tokenHash }: AccessRules, presented: string | null): void {
  if (tokenHash === null) return;
  const isRight = timingSafeEqual(hash('sha256', presented ?? '', 'buffer'), tokenHash);
  if (isRight && presented !== null) return;
  throw new StillwebError('UNAUTHORIZED', presented === null ? 'a token is needed' : 'the token is wrong', {
    header: 'authorization',
  });
}

/** The token of `Authorization: Bearer`; null where there is none. */
export function bearerToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  return authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : null;
}

/** The token at one of the places that a dialect names, apart from the body; null where there is none. */
export function dialectToken(
  places: TokenPlaces,
  headers: IncomingHttpHeaders,
  query: Readonly<Record<string, unknown>>,
): string | null {
  const found = [
    ...(places.headers ?? []).map((name) => headers[name]),
    ...(places.query ?? []).map((name) => query[name]),
  ];
  return found.find((token) => typeof token === 'string') ?? null;
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** `localhost:7080` → `localhost`, `[::1]:7080` → `[::1]` */
function hostName(host: string): string {
  if (host.charCodeAt(0) === 0x5b) return host.slice(0, host.indexOf(']') + 1);
  const colon = host.indexOf(':');
  return colon === -1 ? host : host.slice(0, colon);
}

function bracketAddress(host: string): string {
  return host.split(':').length > 2 && !host.startsWith('[') ? `[${host}]` : host;
}
