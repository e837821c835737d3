/** Which methods a path takes, for 405 and OPTIONS: Fastify answers 404 to a known path with another method. */

import type { Dialect } from '../dialects/dialect.ts';

interface Route {
  readonly segments: readonly string[];
  readonly methods: readonly string[];
  readonly dialect: Dialect | null;
}

export class RouteTable {
  readonly #routes: Route[] = [];
  readonly #admitted = new Set<string>();
  readonly #prefixes: { readonly prefix: string; readonly dialect: Dialect }[] = [];

  /**
   * @param pattern as Fastify takes it: `:name` for one segment, `*` last for the rest
   * @param isAdmitted it reaches the workers
   */
  add(pattern: string, methods: string | readonly string[], dialect: Dialect | null = null, isAdmitted = false): void {
    const list = typeof methods === 'string' ? [methods] : methods;
    this.#routes.push({ segments: pattern.split('/'), methods: list, dialect });
    if (isAdmitted) this.#admitted.add(pattern);
  }

  /** What is at or below the prefix and is no route belongs to the dialect. */
  addPrefix(prefix: string, dialect: Dialect): void {
    this.#prefixes.push({ prefix, dialect });
  }

  /** Whose path it is, whatever the method; null for the native API and paths that are nobody's. */
  dialectOf(path: string): Dialect | null {
    const parts = path.split('/');
    const route = this.#routes.find(({ segments }) => matches(segments, parts));
    if (route !== undefined) return route.dialect;
    return this.#prefixes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))?.dialect ?? null;
  }

  /** Whether requests of this pattern reach the workers. */
  isAdmitted(pattern: string): boolean {
    return this.#admitted.has(pattern);
  }

  /** `METHOD pattern` of each route, in the order of their addition. */
  get patterns(): string[] {
    return this.#routes.flatMap(({ segments, methods }) => methods.map((method) => `${method} ${segments.join('/')}`));
  }

  /** Those that some path takes; sorted, without repeats. */
  get methods(): string[] {
    return [...new Set(this.#routes.flatMap(({ methods }) => methods))].sort();
  }

  /** Sorted, without repeats; empty for an unknown path. */
  methodsOf(path: string): string[] {
    const parts = path.split('/');
    const methods = new Set<string>();
    for (const route of this.#routes) {
      if (matches(route.segments, parts)) for (const method of route.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function matches(segments: readonly string[], parts: readonly string[]): boolean {
  for (let i = 0; i < segments.length; i++) {
    if (segments[i] === '*') return parts.length > i;
    if (i >= parts.length) return false;
    if (!segments[i].startsWith(':') && segments[i] !== parts[i]) return false;
  }
  return parts.length === segments.length;
}
