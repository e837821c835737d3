/** A cluster, asked through the official client. An answer is whole, or it is an error. */
import type { Client } from '@opensearch-project/opensearch';
import { StillwebError } from '../errors.ts';
import { CLUSTER_BULK_TIMEOUT_MS, CLUSTER_TIMEOUT_MS } from '../limits.ts';
import { clusterFault } from './cluster-fault.ts';

/** Part of a body or an answer, as JSON. */
export type Json = Readonly<Record<string, unknown>>;

export interface ClusterHit {
  readonly _id: string;
  readonly _score: number | null;
  readonly _source?: unknown;
  readonly sort?: readonly number[];
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
}

export interface SearchAnswer {
  readonly hits: { readonly total?: { readonly value: number }; readonly hits: readonly ClusterHit[] };
  readonly aggregations?: Readonly<Record<string, { readonly value: number | null }>>;
}

interface Shards {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
}

/** Versions that the recipe of scores and the options of requests were tried with. */
const OLDEST_VERSION = [2, 12] as const;

export class Cluster {
  readonly nodes: readonly string[];
  readonly #client: Client;

  private constructor(nodes: readonly string[], client: Client) {
    this.nodes = nodes;
    this.#client = client;
  }

  /**
   * Credentials are those of the environment: STILLWEB_OPENSEARCH_USER and STILLWEB_OPENSEARCH_PASSWORD. Certificates are verified.
   *
   * @throws StillwebError CLUSTER_CLIENT_MISSING, CLUSTER_UNREACHABLE, CLUSTER_REFUSED
   */
  static async open(nodes: readonly string[]): Promise<Cluster> {
    const { Client } = await importClient();
    const { STILLWEB_OPENSEARCH_USER: username, STILLWEB_OPENSEARCH_PASSWORD: password } = process.env;
    const client = new Client({
      nodes: [...nodes],
      ...(username !== undefined && password !== undefined && { auth: { username, password } }),
      // Every request may be repeated: reads change nothing, and what is written has its own id.
      maxRetries: nodes.length,
      requestTimeout: CLUSTER_TIMEOUT_MS,
    });
    const cluster = new Cluster(nodes, client);
    try {
      await cluster.#checkVersion();
      return cluster;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async #checkVersion(): Promise<void> {
    const { version } = (await this.request('GET', '/', 'its version')) as { version?: Json };
    const number = String(version?.number ?? 'none');
    const [major, minor] = number.split('.').map(Number);
    const isNew = major > OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor >= OLDEST_VERSION[1]);
    if (version?.distribution === 'opensearch' && isNew) return;
    const what = `the cluster is ${String(version?.distribution ?? 'no OpenSearch')} ${number}; OpenSearch ${OLDEST_VERSION.join('.')} or later is needed`;
    throw new StillwebError('CLUSTER_REFUSED', what, { version: number, oldest: OLDEST_VERSION.join('.') });
  }

  /**
   * @param what is asked, for errors
   * @param requestTimeout milliseconds
   * @throws StillwebError CLUSTER_UNREACHABLE, CLUSTER_REFUSED, CLUSTER_INCOMPLETE
   */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    what: string,
    body?: Json,
    querystring: Readonly<Record<string, string | number | boolean>> = {},
    requestTimeout = CLUSTER_TIMEOUT_MS,
  ): Promise<unknown> {
    try {
      const response = await this.#client.transport.request({ method, path, querystring, body }, { requestTimeout });
      return response.body;
    } catch (cause) {
      throw clusterFault(cause, what, this.nodes);
    }
  }

  /** Lines of JSON, each ended by a line feed. @throws as `request` */
  async requestLines(path: string, what: string, lines: string): Promise<unknown> {
    try {
      const options = { requestTimeout: CLUSTER_BULK_TIMEOUT_MS };
      const response = await this.#client.transport.request({ method: 'POST', path, bulkBody: lines }, options);
      return response.body;
    } catch (cause) {
      throw clusterFault(cause, what, this.nodes);
    }
  }

  /**
   * A search of which every shard has answered in time.
   *
   * @param shards of the index
   * @throws StillwebError as `request`
   */
  async search(index: string, shards: number, what: string, body: Json): Promise<SearchAnswer> {
    const asked = { allow_partial_search_results: false };
    return wholeAnswer(await this.request('POST', `/${index}/_search`, what, body, asked), shards, what);
  }

  /** Several searches at once, each of them whole. @throws StillwebError as `request` */
  async searchAll(index: string, shards: number, what: string, bodies: readonly Json[]): Promise<SearchAnswer[]> {
    if (bodies.length === 0) return [];
    const header = JSON.stringify({ index, allow_partial_search_results: false });
    const lines = bodies.map((body) => `${header}\n${JSON.stringify(body)}\n`).join('');
    const { responses = [] } = (await this.requestLines('/_msearch', what, lines)) as {
      responses?: readonly unknown[];
    };
    if (responses.length !== bodies.length) throw incomplete(what, { answers: responses.length, asked: bodies.length });
    return responses.map((response) => wholeAnswer(response, shards, what));
  }

  /**
   * Documents of the cluster by their ids, in their order.
   *
   * @param fields of `_source`; default: all
   * @returns undefined in the place of one that is not there
   * @throws StillwebError as `request`
   */
  async get(index: string, what: string, ids: readonly string[], fields?: readonly string[]): Promise<unknown[]> {
    if (ids.length === 0) return [];
    const querystring = { realtime: false, ...(fields !== undefined && { _source_includes: fields.join(',') }) };
    const answer = (await this.request('POST', `/${index}/_mget`, what, { ids }, querystring)) as {
      docs?: readonly Json[];
    };
    const docs = answer.docs ?? [];
    if (docs.length !== ids.length || docs.some(({ error }) => error !== undefined)) {
      throw incomplete(what, { answers: docs.filter(({ error }) => error === undefined).length, asked: ids.length });
    }
    return docs.map(({ found, _source }) => (found === true ? _source : undefined));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** @throws StillwebError CLUSTER_INCOMPLETE for an answer of fewer shards than the index has */
function wholeAnswer(answer: unknown, shards: number, what: string): SearchAnswer {
  const { timed_out, _shards, hits, error } = answer as SearchAnswer & {
    timed_out?: boolean;
    _shards?: Shards;
    error?: Json;
  };
  const { total = 0, successful = 0, failed = 0 } = _shards ?? {};
  const isWhole =
    error === undefined && timed_out === false && failed === 0 && successful === total && total === shards;
  if (isWhole && hits !== undefined) return answer as SearchAnswer;
  throw incomplete(what, { shards, successful, failed, timedOut: timed_out === true });
}

function incomplete(what: string, facts: Readonly<Record<string, number | boolean>>): StillwebError {
  return new StillwebError('CLUSTER_INCOMPLETE', `the cluster answered ${what} in part, which is no answer`, facts);
}

/** Loaded by who asks a cluster, and by nobody else. */
async function importClient(): Promise<typeof import('@opensearch-project/opensearch')> {
  try {
    return await import('@opensearch-project/opensearch');
  } catch (cause) {
    const what = 'the client of OpenSearch is not installed: npm install @opensearch-project/opensearch@3.9.0';
    throw new StillwebError('CLUSTER_CLIENT_MISSING', what, { package: '@opensearch-project/opensearch' }, { cause });
  }
}
