/** Which addresses a walk goes to. */
import { RE2JS, RE2JSException } from 're2js';
import { parseUrl } from '../bytes/url-parts.ts';
import type { WalkRequest } from '../contract/walk.ts';
import { StillwebError } from '../errors.ts';
import { MAX_WALK_PROGRAM } from '../limits.ts';

/** An address as bounds look at it. */
export interface Place {
  readonly url: string;
  /** Without `www.`; empty for what is no address of a host. */
  readonly host: string;
  readonly path: string;
}

export function placeOf(url: string): Place {
  const { host, path } = parseUrl(url) ?? { host: '', path: url };
  return { url, host: host.startsWith('www.') ? host.slice(4) : host, path: path === '' ? '/' : path };
}

export class WalkBounds {
  readonly #first: Place;
  readonly #request: WalkRequest;
  readonly #selectPaths: readonly RE2JS[];
  readonly #excludePaths: readonly RE2JS[];
  readonly #selectHosts: readonly RE2JS[];
  readonly #excludeHosts: readonly RE2JS[];

  /** @throws StillwebError INVALID_REQUEST for a pattern that cannot be read, or for too many */
  constructor(request: WalkRequest) {
    this.#request = request;
    this.#first = placeOf(request.url);
    const compile = patternCompiler();
    this.#selectPaths = request.selectPaths.map(compile);
    this.#excludePaths = request.excludePaths.map(compile);
    this.#selectHosts = request.selectHosts.map(compile);
    this.#excludeHosts = request.excludeHosts.map(compile);
  }

  admit({ url, host, path }: Place): boolean {
    const { isExternal, isBelow, matchesWholeUrl } = this.#request;
    const isHome = host === this.#first.host;
    if (!isExternal && !isHome) return false;
    if (isBelow && !(isHome && path.startsWith(this.#first.path))) return false;
    const named = matchesWholeUrl ? url : path;
    return (
      selects(this.#selectPaths, named) &&
      selects(this.#selectHosts, host) &&
      !matchesAny(this.#excludePaths, named) &&
      !matchesAny(this.#excludeHosts, host)
    );
  }
}

function selects(patterns: readonly RE2JS[], text: string): boolean {
  return patterns.length === 0 || matchesAny(patterns, text);
}

function matchesAny(patterns: readonly RE2JS[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** Compiles patterns up to a bound for all of them together. It throws INVALID_REQUEST. */
function patternCompiler(): (pattern: string) => RE2JS {
  let left = MAX_WALK_PROGRAM;
  const spend = (count: number): void => {
    if (count > left) {
      const message = `the patterns have over ${MAX_WALK_PROGRAM} instructions together`;
      throw new StillwebError('INVALID_REQUEST', message, { maxProgram: MAX_WALK_PROGRAM });
    }
  };
  return (pattern) => {
    // Most characters become an instruction: so long a text need not be compiled to be refused.
    spend(pattern.length);
    const compiled = compile(pattern);
    spend(compiled.programSize());
    left -= compiled.programSize();
    return compiled;
  };
}

/** @throws StillwebError INVALID_REQUEST */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    const reason = cause.message;
    throw new StillwebError('INVALID_REQUEST', `a pattern cannot be read: ${reason}`, { reason }, { cause });
  }
}
