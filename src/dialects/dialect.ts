/** The seam for dialects: the requests, bodies and errors of another search API, over the same search service. */
import type { Asked } from '../contract/asked.ts';
import type { StillwebError } from '../errors.ts';
import { Registry } from '../registry.ts';
import type { AnswerShape } from '../serving/answer-shape.ts';
import { registerShape } from '../serving/answer-shapes.ts';

/** What a caller sent, decoded and not yet understood. */
export interface DialectRequest {
  /** Members of the path that the route's pattern names, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** A name that stands more than once has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** What JSON.parse gave; undefined without a body. */
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface DialectRoute {
  readonly method: 'GET' | 'POST';
  /** A pattern: `:name` stands for one segment, `*` at the end for the rest. */
  readonly path: string;
  /** One line for the page of the API. */
  readonly summary: string;
  /**
   * Understands a request. Dialects pass over what they do not know, as their models do.
   *
   * @returns what is asked, and what the shape needs of the request, in a fixed order of members
   * @throws StillwebError for what cannot be understood
   */
  read(request: DialectRequest): DialectQuestion | Promise<DialectQuestion>;
}

/** What a request of a dialect asks. */
export interface DialectQuestion {
  readonly asked: Asked;
  readonly parameters?: unknown;
}

/** Where a token may stand beside `Authorization: Bearer`, which every route takes. */
export interface TokenPlaces {
  /** In lower case: `x-api-key`. */
  readonly headers?: readonly string[];
  readonly query?: readonly string[];
  /** Members of a JSON object. The body is read before the token is known, up to the usual bounds. */
  readonly body?: readonly string[];
}

/** An error as callers of this dialect know errors. */
export interface DialectError {
  /** Default: that of the catalogue. */
  readonly status?: number;
  readonly body: unknown;
}

export interface Dialect {
  /** Names its shape in the keys of requests, so it never changes. */
  readonly name: string;
  readonly routes: readonly DialectRoute[];
  /** How its bodies are written, in the thread that searches. */
  readonly shape: Omit<AnswerShape, 'name'>;
  readonly tokens?: TokenPlaces;
  /** Puts any error into its envelope, those that came before the route was reached as well. */
  error(error: StillwebError, requestId: string): DialectError;
}

const dialects = new Registry<Dialect>('dialect');

/**
 * Makes a dialect known to this thread. The module that does so is named to whatever starts threads, so that they know its
 * shape; a server that is created afterwards has its routes.
 */
export function registerDialect(dialect: Dialect): void {
  if (dialects.find(dialect.name) === dialect) return;
  const { name, shape } = dialect;
  registerShape({
    name,
    writeSearch: shape.writeSearch?.bind(shape),
    writeFetch: shape.writeFetch?.bind(shape),
    writeLinks: shape.writeLinks?.bind(shape),
  });
  dialects.add(dialect);
}

export function registeredDialects(): Dialect[] {
  return dialects.all;
}
