import { lowerAscii } from './lower-ascii.ts';
import { standardUrl } from './standard-url.ts';

/** The parts of an address with a host, as they stand in keys and filters. */
export interface UrlParts {
  /** In ASCII lower case, without user, port and the root's dot; IPv6 in brackets. */
  readonly host: string;
  /** Empty for none, and for 80 and 443. */
  readonly port: string;
  /** Percent-encoded, without `.` and `..` segments; begins with a slash, or is empty. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
}

/** Schemes whose host may stand behind any number of slashes, also backward ones (WHATWG URL, section 4.4). */
const SPECIAL = /^(?:https?|wss?|ftp):[/\\]*/i;
const WITH_AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Forbidden in a host (WHATWG URL, section 3.1), where a percent-encoded one may have stood. */
const FORBIDDEN = /[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/;

/**
 * Addresses that the parser would take apart and change nothing in: small letters in the host, in the path no segment that begins with a dot or
 * with what may be one encoded, in both no sign that it encodes. Most are, and this is a tenth of its time.
 */
const PLAIN =
  /^https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*)((?:\/(?:[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@%-]*)?)*)(\?[!$-;=?-~]+)?(?:#.*)?$/;

/**
 * Takes an address apart as the URL parser of browsers does: `https:\\a@Example.org:443/x/../y#z` names the host
 * `example.org` and the path `/y`, and `/go?to=http://example.org` names no host at all.
 *
 * What comes out goes into an index, so it must not differ between versions of Node. The parser is therefore given the
 * address with a scheme that it does not know: it then maps no letters of international hosts, whose tables move, and
 * reads no number as an IPv4 address. Such hosts stay as they are written, in ASCII lower case.
 *
 * @returns null for what has no host or cannot be parsed
 */
export function parseUrl(url: string): UrlParts | null {
  const plain = PLAIN.exec(url);
  if (plain !== null) return { host: plain[1], port: '', path: plain[2], query: plain[3] ?? '' };
  const bare = url.replace(/[\t\n\r]/g, '').replace(/^[\0-\x20]+/, '');
  const special = SPECIAL.exec(bare)?.[0];
  const scheme = special ?? WITH_AUTHORITY.exec(bare)?.[0];
  if (scheme === undefined) return null;
  const rest = bare.slice(scheme.length);
  const parsed = standardUrl(`x://${special === undefined ? rest : forwardSlashes(rest)}`);
  const host = parsed === null ? '' : readHost(parsed.hostname);
  if (parsed === null || host === '') return null;
  const { port, pathname, search } = parsed;
  // Newer parsers encode it in a path, older ones do not.
  const path = pathname.replaceAll('^', '%5E');
  return { host, port: port === '80' || port === '443' ? '' : port, path, query: search };
}

/** Backward slashes of the host and the path; those of query and fragment are none. */
function forwardSlashes(rest: string): string {
  const end = rest.search(/[?#]/);
  const path = end < 0 ? rest : rest.slice(0, end);
  return path.replaceAll('\\', '/') + (end < 0 ? '' : rest.slice(end));
}

/** Letters that the parser has encoded as they were; empty for what is no host. */
function readHost(hostname: string): string {
  if (hostname.startsWith('[')) return hostname;
  let host: string;
  try {
    host = lowerAscii(decodeURIComponent(hostname));
  } catch {
    return '';
  }
  if (FORBIDDEN.test(host)) return '';
  return host.endsWith('.') ? host.slice(0, -1) : host;
}
