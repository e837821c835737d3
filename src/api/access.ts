/**
 * Who may call: the Host and Origin allow-lists against DNS rebinding and cross-site calls, and the token.
 *
 * A page that a browser loaded from elsewhere can send requests here, and DNS rebinding can make its own name resolve to
 * this machine; the two headers give it away (RFC 6454 for origins).
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { TokenPlaces } from '../dialects/dialect.ts';
import { StillwebError } from '../errors.ts';
import { bracketAddress, isOwnOrigin, parseAuthority, parseOrigin } from './authority.ts';

export interface AccessRules {
  /** Names as `parseAuthority` gives them. */
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
    hosts: new Set(hosts.map((host) => parseAuthority(bracketAddress(host))?.name ?? host.toLowerCase())),
    origins: new Set(options.allowedOrigins.map((origin) => parseOrigin(origin) ?? origin.toLowerCase())),
    tokenHash: options.token === null ? null : hash('sha256', options.token, 'buffer'),
  };
}

/** What a message says about who calls whom. */
export type AddressedMessage = Pick<
  IncomingMessage,
  'headers' | 'rawHeaders' | 'httpVersionMinor' | 'httpVersionMajor'
>;

/** @throws INVALID_REQUEST, HOST_FORBIDDEN, ORIGIN_FORBIDDEN */
export function checkAddress(rules: AccessRules, message: AddressedMessage): void {
  if (message.httpVersionMajor > 1) {
    throw new StillwebError('INVALID_REQUEST', 'the request line names another version than HTTP/1.1 or HTTP/1.0');
  }
  const repeated = repeatedHeader(message.rawHeaders);
  if (repeated !== null) {
    throw new StillwebError('INVALID_REQUEST', `the header ${repeated} stands twice`, { header: repeated });
  }
  const { host, origin } = message.headers;
  if (host === undefined) {
    if (!isEarlyVersion(message)) {
      throw new StillwebError('INVALID_REQUEST', 'the Host header is missing', { header: 'host' });
    }
  } else if (!rules.hosts.has(parseAuthority(host)?.name ?? '')) {
    throw new StillwebError('HOST_FORBIDDEN', 'this server does not answer under the name in the Host header', {
      header: 'host',
    });
  }
  if (origin === undefined) return;
  const parsed = parseOrigin(origin);
  if (parsed !== null && (rules.origins.has(parsed) || (host !== undefined && isOwnOrigin(parsed, host)))) return;
  throw new StillwebError('ORIGIN_FORBIDDEN', 'pages of this origin may not call this server', { header: 'origin' });
}

/** HTTP/1.0 and before know no Host header; no browser speaks it, so none can be misled. */
function isEarlyVersion({ httpVersionMajor, httpVersionMinor }: AddressedMessage): boolean {
  return httpVersionMajor < 1 || (httpVersionMajor === 1 && httpVersionMinor === 0);
}

/** Of an origin that the operator named. */
export function isNamedOrigin({ origins }: AccessRules, origin: string): boolean {
  const parsed = parseOrigin(origin);
  return parsed !== null && origins.has(parsed);
}

/** Headers of which Node keeps the first, or joins all: who reads which would differ from one reader to the next. */
const SINGLE_HEADERS = new Set(['host', 'origin', 'authorization', 'content-type', 'content-length', 'expect']);

/** @param rawHeaders name and value in turn */
function repeatedHeader(rawHeaders: readonly string[]): string | null {
  let seen: Set<string> | null = null;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase();
    if (!SINGLE_HEADERS.has(name)) continue;
    seen ??= new Set();
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
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

/**
 * The token as the password of `Authorization: Basic`, whoever the user is: a browser sends no other. Null where there is none.
 *
 * @see RFC 7617
 */
export function basicToken({ authorization = '' }: IncomingHttpHeaders): string | null {
  if (authorization.slice(0, 6).toLowerCase() !== 'basic ') return null;
  const credentials = Buffer.from(authorization.slice(6).trim(), 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  return colon === -1 ? null : credentials.slice(colon + 1);
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
