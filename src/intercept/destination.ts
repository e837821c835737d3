/** Which hosts a command may reach, and how they are named. The shims decide by the same rules, in their own languages. */

import { hostname } from 'node:os';
import { parseAuthority } from '../api/authority.ts';
import { isLoopback } from '../api/loopback.ts';
import { StillwebError } from '../errors.ts';

export interface Destination {
  /** As the URL Standard writes it: lower case, IPv6 in brackets, no dot at the end. */
  readonly host: string;
  readonly port: number;
}

export type Scheme = 'http' | 'https';

const STANDARD_PORTS: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

/** @param authority `host` or `host:port`, as a Host header or a request to a proxy has it @returns null for anything else */
export function parseDestination(authority: string, scheme: Scheme): Destination | null {
  const parsed = parseAuthority(authority, scheme);
  if (parsed === null) return null;
  const port = /:(\d+)$/.exec(parsed.host)?.[1];
  return { host: parsed.name, port: port === undefined ? STANDARD_PORTS[scheme] : Number(port) };
}

/** The address of a page, from the request for it. @param path begins with a slash */
export function addressOf({ host, port }: Destination, scheme: Scheme, path: string): string {
  return `${scheme}://${host}${port === STANDARD_PORTS[scheme] ? '' : `:${port}`}${path}`;
}

/** Whether a name stands for this machine alone, so that what is sent there goes nowhere else. */
export function isOwnMachine(host: string): boolean {
  return isLoopback(host) || host.endsWith('.localhost') || OTHER_OWN_NAMES.has(host);
}

const OTHER_OWN_NAMES = new Set(['0.0.0.0', '[::]', hostname().toLowerCase()]);

/** What to connect to: this machine is loopback under any of its names, so that no name server is asked for it. */
export function connectingHost(host: string): string {
  return isOwnMachine(host) && !isLoopback(host) ? '127.0.0.1' : host.replace(/^\[|\]$/g, '');
}

/** A host that a command may reach; at every port where none is named. */
export interface AllowedHost {
  readonly host: string;
  readonly port: number | null;
}

/** @param text `HOST` or `HOST:PORT` @throws StillwebError SETTING_INVALID */
export function readAllowed(text: string): AllowedHost {
  // A port that is that of the scheme would be dropped; no scheme has this one.
  const parsed = parseAuthority(text, 'http');
  const written = /:(\d+)$/.exec(text)?.[1];
  if (parsed !== null) return { host: parsed.name, port: written === undefined ? null : Number(written) };
  throw new StillwebError(
    'SETTING_INVALID',
    `allow takes a host such as api.example.org or api.example.org:443, not ${JSON.stringify(text)}`,
    { setting: 'allow', host: text },
  );
}

export function writeAllowed({ host, port }: AllowedHost): string {
  return port === null ? host : `${host}:${port}`;
}

export function isAllowed({ host, port }: Destination, allowed: readonly AllowedHost[]): boolean {
  return allowed.some((each) => each.host === host && (each.port === null || each.port === port));
}
