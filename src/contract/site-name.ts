import { lowerAscii } from '../bytes/lower-ascii.ts';
import { parseUrl } from '../bytes/url-parts.ts';
import { StillwebError } from '../errors.ts';

/** What no host holds, and what would make a pattern or an address of it. */
const NO_HOST = /[\s\p{Cc}"#%*,/:<>?@[\\\]^`{|}]/u;

/**
 * A host of a filter, in ASCII lower case and without the root's dot; an IPv6 address in its one short spelling. It stands for its subdomains too.
 *
 * @throws INVALID_REQUEST for what is no host, and would match nothing without a word; with the host that was meant
 */
export function readSiteName(site: string, field: string): string {
  const lower = lowerAscii(site.toWellFormed());
  const name = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  const isHost = name !== '' && !name.startsWith('.') && !name.includes('..') && !NO_HOST.test(name);
  if (isHost) return name;
  const address = name.startsWith('[') && name.endsWith(']') ? parseUrl(`x://${name}`)?.host : undefined;
  if (address !== undefined) return address;
  const meant = findHost(lower);
  const hint = meant === null ? '' : ` (did you mean ${meant}, which stands for its subdomains too?)`;
  const expected = 'a host name such as example.org';
  const message = `${field} must be ${expected}, not ${JSON.stringify(site.toWellFormed())}${hint}`;
  throw new StillwebError('INVALID_REQUEST', message, {
    field,
    expected,
    ...(meant !== null && { didYouMean: meant }),
  });
}

/** The host of a URL, of a host with a port or a path, or of a pattern; for a hint only, as tables decide. */
function findHost(text: string): string | null {
  try {
    const { hostname } = new URL(text.includes('://') ? text : `http://${text}`);
    const host = hostname.replace(/^\*?\.+/, '').replace(/\.$/, '');
    return host === '' || NO_HOST.test(host) || host.includes('..') ? null : host;
  } catch {
    return null;
  }
}
