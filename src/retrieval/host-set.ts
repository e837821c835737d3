import { asciiHost } from '../analysis/query-operators.ts';
import { lowerAscii } from '../bytes/lower-ascii.ts';

/** Hosts, each of which stands for its subdomains too. */
export class HostSet {
  readonly #hosts: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts.map(askedHost));
  }

  /** @param host as `urlHost` gives it; empty for none, which is never one of them */
  has(host: string): boolean {
    for (const above of hostsAbove(host)) if (this.#hosts.has(above)) return true;
    return false;
  }
}

/** A host in the one spelling that is compared, and behind it those that it is a subdomain of; none of an empty one. */
export function* hostsAbove(host: string): Generator<string> {
  for (let rest = comparableHost(host); rest !== ''; ) {
    yield rest;
    const stop = rest.indexOf('.');
    rest = stop < 0 ? '' : rest.slice(stop + 1);
  }
}

/** A host of a request in that spelling. */
export function askedHost(host: string): string {
  return comparableHost(lowerAscii(host));
}

/** One spelling for an international host, which an index holds as its document has it. */
function comparableHost(host: string): string {
  return asciiHost(host) || host;
}
