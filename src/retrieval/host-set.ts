import { asciiHost } from '../analysis/query-operators.ts';
import { lowerAscii } from '../bytes/lower-ascii.ts';

/** Hosts, each of which stands for its subdomains too. */
export class HostSet {
  readonly #hosts: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts.map((host) => comparableHost(lowerAscii(host))));
  }

  /** @param host as `urlHost` gives it; empty for none, which is never one of them */
  has(host: string): boolean {
    for (let rest = comparableHost(host); rest !== ''; ) {
      if (this.#hosts.has(rest)) return true;
      const stop = rest.indexOf('.');
      rest = stop < 0 ? '' : rest.slice(stop + 1);
    }
    return false;
  }
}

/** One spelling for an international host, which an index holds as its document has it. */
function comparableHost(host: string): string {
  return asciiHost(host) || host;
}
