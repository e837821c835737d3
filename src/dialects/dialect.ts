/** The seam for dialects: the requests, bodies and errors of another search API, over the same search service. */
import type { Asked } from '../contract/asked.ts';
import type { Episode } from '../contract/episode.ts';
import type { StillwebError } from '../errors.ts';
import { Registry } from '../registry.ts';
import type { AnswerShape } from '../serving/answer-shape.ts';
import { registerShape } from '../serving/answer-shapes.ts';
import type { ServedIndex } from '../serving/search-backend.ts';

/** What a caller sent, decoded and not yet understood, and the index that it will be asked of. */
export interface DialectRequest {
  /** Members of the path that the route's pattern names, percent-decoded; that of a `*` at its end has this name. */
  readonly params: Readonly<Record<string, string>>;
  /** A name that stands more than once has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /**
   * What JSON.parse gave, whatever the media type; of a form an object as `query` is. Undefined without a body and for an
   * empty one.
   */
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Path and query string as they came, percent-encoded, without `/i/{name}`, behind the vendor's own host too. */
  readonly url: string;
  /** The index that `/i/{name}` names, or the first one served. */
  readonly index: ServedIndex;
  /** All that are served, the first one served at the head. */
  readonly indexes: readonly ServedIndex[];
  readonly server: DialectServer;
  /**
   * Asks something first that the question depends on, as the native API would.
   *
   * @param isShown the caller is shown what is found, so that it is of the past of the session. Default: no
   * @returns the native body, parsed
   * @throws StillwebError
   */
  ask(asked: Asked, isShown?: boolean): Promise<unknown>;
}

/** One server, the same object for all of its requests: what a dialect keeps from call to call hangs on it. */
export interface DialectServer {
  /** Tasks that environments give out; empty where the operator named none. */
  readonly episodes: readonly Episode[];
}

export type DialectMethod = 'GET' | 'POST';

export interface DialectRoute {
  readonly method: DialectMethod | readonly DialectMethod[];
  /** A pattern from the root: `:name` stands for one segment, `*` at the end for the rest. */
  readonly path: string;
  /** One line for the page of the API. */
  readonly summary: string;
  /**
   * Understands a request. Dialects pass over what they do not know, as their models do.
   *
   * @throws StillwebError for what cannot be understood
   */
  read(request: DialectRequest): DialectQuestion | Promise<DialectQuestion>;
}

/** What a request of a dialect asks: one answer, several whose bodies make one list, or what is known at once. */
export type DialectQuestion = OneQuestion | QuestionList | KnownAnswer;

export interface OneQuestion {
  readonly asked: Asked;
  /** What the shape needs of the request, as JSON in a fixed order of members. */
  readonly parameters?: unknown;
  /** Of the answer, in lower case; what decides on them stands in `parameters`. Default: `content-type` is JSON. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface QuestionList {
  /** At least one; all of one index. */
  readonly questions: readonly Omit<OneQuestion, 'headers'>[];
  /** What stands before the first body and behind the last; commas stand between. Default: the brackets of a list. */
  readonly around?: readonly [before: string, behind: string];
}

export interface KnownAnswer {
  /** A JSON value; a string where `headers` names another content type than JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
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
  /** A JSON value; a string where `headers` names another content type than JSON. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Dialect {
  /** Names its shape in the keys of requests, so it never changes. */
  readonly name: string;
  /** The path that all its own addresses begin with, `/tavily`: what is not there gets its error too. */
  readonly prefix?: string;
  /** Hosts of the vendor, and the path that stands for the root of each: `{ 'api.tavily.com': '/tavily' }`. */
  readonly hosts?: Readonly<Record<string, string>>;
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
  registerShape({ ...boundShape(dialect.shape), name: dialect.name });
  dialects.add(dialect);
}

/** The methods of a shape, which are called without it. */
function boundShape(shape: Dialect['shape']): Dialect['shape'] {
  return {
    tellsLinks: shape.tellsLinks?.bind(shape),
    writeSearch: shape.writeSearch?.bind(shape),
    writeFetch: shape.writeFetch?.bind(shape),
    writeGrep: shape.writeGrep?.bind(shape),
    writeLinks: shape.writeLinks?.bind(shape),
    writeWalk: shape.writeWalk?.bind(shape),
  };
}

export function registeredDialects(): Dialect[] {
  return dialects.all;
}

/** From the hosts of vendors to the paths that stand for their roots. @throws TypeError when two dialects name one host */
export function vendorHosts(spoken: readonly Dialect[] = registeredDialects()): Map<string, string> {
  const roots = new Map<string, string>();
  for (const { name, hosts = {} } of spoken) {
    for (const [host, root] of Object.entries(hosts)) {
      if (roots.has(host)) throw new TypeError(`${host} is a host of another dialect than ${name} as well`);
      roots.set(host, root);
    }
  }
  return roots;
}
