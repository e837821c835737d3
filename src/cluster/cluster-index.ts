/** One generation in a cluster: what every question to it needs. */
import type { Manifest } from '../format/manifest.ts';
import type { Cluster, ClusterHit, Json, SearchAnswer } from './cluster.ts';

export class ClusterIndex {
  readonly cluster: Cluster;
  /** The index of the cluster, which never changes. */
  readonly index: string;
  /** Under which the generation is served. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Shards of the index of the cluster. */
  readonly shards: number;

  constructor(cluster: Cluster, index: string, shards: number, name: string, manifest: Manifest) {
    this.cluster = cluster;
    this.index = index;
    this.shards = shards;
    this.name = name;
    this.manifest = manifest;
  }

  /** @throws StillwebError as `Cluster.search` */
  search(what: string, body: Json): Promise<SearchAnswer> {
    return this.cluster.search(this.index, this.shards, what, body);
  }

  /** @throws StillwebError as `Cluster.search` */
  searchAll(what: string, bodies: readonly Json[]): Promise<SearchAnswer[]> {
    return this.cluster.searchAll(this.index, this.shards, what, bodies);
  }

  /** @throws StillwebError as `Cluster.get` */
  get(what: string, ids: readonly string[], fields?: readonly string[]): Promise<unknown[]> {
    return this.cluster.get(this.index, what, ids, fields);
  }

  /**
   * All hits of a query, page after page, in an order that no two hits share a place in.
   *
   * @param body `query`, `sort` and whatever else; its `size` is that of a page
   */
  async *pages(what: string, body: Json & { readonly size: number }): AsyncGenerator<readonly ClusterHit[]> {
    let after: readonly number[] | undefined;
    for (;;) {
      const behind = after === undefined ? {} : { search_after: after };
      const { hits } = (await this.search(what, { ...body, ...behind })).hits;
      if (hits.length > 0) yield hits;
      if (hits.length < body.size) return;
      after = hits[hits.length - 1].sort;
    }
  }

  /**
   * Of the passages of which all clauses hold, the first of each value of a field, in the order of the values, page after page. The last
   * page has less than `size`, or none.
   */
  async *firstOfEach({ from = 0, ...asked }: FirstOfEach): AsyncGenerator<readonly ClusterHit[]> {
    // By values: before OpenSearch 3.3 no `search_after` stands beside `collapse`.
    for (let least = from; ; ) {
      const hits = await this.firstPage({ ...asked, from: least });
      yield hits;
      if (hits.length < asked.size) return;
      least = sortValueOf(hits[hits.length - 1]) + 1;
    }
  }

  /** The first page of these. @throws StillwebError as `Cluster.search` */
  async firstPage({ what, clauses, field, size, from = 0, more = {} }: FirstOfEach): Promise<readonly ClusterHit[]> {
    const filter = [...clauses, { range: { [field]: { gte: from } } }];
    const body = { query: { bool: { filter } }, collapse: { field }, sort: [{ [field]: 'asc' }], size };
    return (await this.search(what, { ...body, ...SORT_ALONE, ...more })).hits.hits;
  }
}

export interface FirstOfEach {
  /** For messages. */
  readonly what: string;
  /** Of a passage. */
  readonly clauses: readonly Json[];
  /** Of whole numbers. */
  readonly field: 'document' | 'passage';
  /** Hits of a page. */
  readonly size: number;
  /** The least value that is wanted. Default: 0. */
  readonly from?: number;
  /** What is wanted of a hit beside its value. */
  readonly more?: Json;
}

/** Of a hit that is sorted by one field: its value. */
export function sortValueOf({ sort }: ClusterHit): number {
  return (sort as readonly number[])[0];
}

/** Nothing of a hit but what sorts it. */
export const SORT_ALONE = { _source: false, stored_fields: '_none_', track_total_hits: false } as const;
