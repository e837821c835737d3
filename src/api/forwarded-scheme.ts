import type { IncomingHttpHeaders } from 'node:http';
import { parseAuthority } from './authority.ts';

/**
 * How a browser reaches this server: commands on pages are to work where they are read. A proxy says so by `x-forwarded-proto`, and is
 * believed under the names that the operator allowed for it. Whoever lies to it is shown commands that fail.
 *
 * @param allowedHosts as the operator gave them
 */
export function browserScheme(allowedHosts: readonly string[], headers: IncomingHttpHeaders): 'http' | 'https' {
  const told = String(headers['x-forwarded-proto'] ?? '').split(',', 1)[0];
  if (told.trim().toLowerCase() !== 'https') return 'http';
  const name = parseAuthority(headers.host ?? '')?.name;
  const isProxy = allowedHosts.some((host) => name !== undefined && parseAuthority(host)?.name === name);
  return isProxy ? 'https' : 'http';
}
