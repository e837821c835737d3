/** Documents of a generation in a cluster, by number, id or address. */

import { StillwebError } from '../errors.ts';
import { commonKey } from '../format/common-key.ts';
import { urlKey } from '../format/lookup-tables.ts';
import { CLUSTER_PAGE_HITS } from '../limits.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { documentId } from './cluster-layout.ts';
import type { StoredBody } from './stored-body.ts';

/** Documents that are read at a time: of 16 million characters at most each, mostly of some thousand. */
const READ_AT_ONCE = 200;

export class ClusterDocuments {
  readonly #index: ClusterIndex;

  constructor(index: ClusterIndex) {
    this.#index = index;
  }

  /**
   * @param numbers of documents that are there
   * @param members of each that are wanted. Default: all
   * @throws StillwebError as `Cluster.get`; CLUSTER_INDEX_INVALID where one is not there
   */
  async read<Member extends keyof StoredBody = keyof StoredBody>(
    numbers: readonly number[],
    members?: readonly Member[],
  ): Promise<Map<number, Pick<StoredBody, Member>>> {
    const distinct = [...new Set(numbers)];
    const read = new Map<number, Pick<StoredBody, Member>>();
    const fields = members?.map((member) => `body.${member}`);
    for (let start = 0; start < distinct.length; start += READ_AT_ONCE) {
      const some = distinct.slice(start, start + READ_AT_ONCE);
      const sources = await this.#index.get('documents', some.map(documentId), fields);
      for (const [i, source] of sources.entries()) {
        const body = (source as { body?: StoredBody } | undefined)?.body;
        if (body === undefined) throw this.#missing(some[i]);
        read.set(some[i], body);
      }
    }
    return read;
  }

  #missing(number: number): StillwebError {
    const message = `the index ${this.#index.index} of the cluster has no document ${number}, which its manifest counts`;
    return new StillwebError('CLUSTER_INDEX_INVALID', message, { index: this.#index.index });
  }

  /** The number of the document with each id, where there is one. @throws StillwebError as `ClusterIndex.search` */
  async findIds(ids: readonly string[]): Promise<Map<string, number>> {
    return await this.#find('ownId', ids, (body) => [body.id]);
  }

  /** The number of the document that each address leads to, where one does: by its key, or else by its common key. @throws as `findIds` */
  async findUrls(urls: readonly string[]): Promise<Map<string, number>> {
    const keys = urls.map((url) => [urlKey(url), commonKey(urlKey(url))] as const);
    const found = await this.#find('urls', [...new Set(keys.flat())], ({ urls: own }) => own);
    const numbers = new Map<string, number>();
    for (const [i, url] of urls.entries()) {
      const [exact, common] = keys[i];
      const number = found.get(exact) ?? found.get(common);
      if (number !== undefined) numbers.set(url, number);
    }
    return numbers;
  }

  async #find(
    field: 'ownId' | 'urls',
    values: readonly string[],
    told: (body: StoredBody) => readonly string[],
  ): Promise<Map<string, number>> {
    const wanted = new Set(values);
    const found = new Map<string, number>();
    if (wanted.size === 0) return found;
    const { hits } = await this.#index.search('documents by name', {
      query: { bool: { filter: [{ terms: { [field]: [...wanted] } }] } },
      size: Math.min(CLUSTER_PAGE_HITS, wanted.size),
      _source: ['body.number', 'body.id', 'body.urls'],
      track_total_hits: false,
    });
    for (const { _source } of hits.hits) {
      const { body } = _source as { body: StoredBody };
      for (const value of told(body)) if (wanted.has(value)) found.set(value, body.number);
    }
    return found;
  }
}
