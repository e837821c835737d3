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
}

/** Nothing of a hit but what sorts it. */
export const SORT_ALONE = { _source: false, stored_fields: '_none_', track_total_hits: false } as const;
