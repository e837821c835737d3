import { CLUSTER_PAGE_HITS, MAX_REMEMBERED_PASSAGES } from '../limits.ts';
import { type ClusterIndex, SORT_ALONE } from './cluster-index.ts';
import { HIT_KEYS } from './cluster-layout.ts';

/** What belongs to a passage, in the order of `HIT_KEYS` behind the passage itself. */
export interface PassageFacts {
  readonly document: number;
  /** First passage, and first documents, of those that are like it. */
  readonly samePassage: number;
  readonly sameDocument: number;
  readonly nearDocument: number;
}

/** Facts of passages that hits have told or that were asked for: they never change. It forgets all when it is full. */
export class PassageMemory {
  readonly #index: ClusterIndex;
  readonly #known = new Map<number, PassageFacts>();

  constructor(index: ClusterIndex) {
    this.#index = index;
  }

  /** @param keys what sorted a hit, behind its score: `HIT_KEYS` */
  note(keys: readonly number[]): number {
    const [passage, document, samePassage, sameDocument, nearDocument] = keys;
    if (this.#known.size >= MAX_REMEMBERED_PASSAGES) this.#known.clear();
    this.#known.set(passage, { document, samePassage, sameDocument, nearDocument });
    return passage;
  }

  /** Of each of the passages. @throws StillwebError as `ClusterIndex.search` */
  async factsOf(passages: ArrayLike<number>): Promise<PassageFacts[]> {
    const asked = Array.from(passages);
    const found = new Map<number, PassageFacts>();
    const unknown = new Set<number>();
    for (const passage of asked) {
      const known = this.#known.get(passage);
      if (known === undefined) unknown.add(passage);
      else found.set(passage, known);
    }
    const wanted = [...unknown];
    for (let start = 0; start < wanted.length; start += CLUSTER_PAGE_HITS) {
      const some = wanted.slice(start, start + CLUSTER_PAGE_HITS);
      const { hits } = await this.#index.search('the documents of passages', {
        query: { bool: { filter: [{ terms: { passage: some } }] } },
        sort: HIT_KEYS.map((key) => ({ [key]: 'asc' })),
        size: some.length,
        ...SORT_ALONE,
      });
      for (const { sort } of hits.hits) {
        const passage = this.note(sort as readonly number[]);
        found.set(passage, this.#known.get(passage) as PassageFacts);
      }
    }
    return asked.map((passage) => {
      const facts = found.get(passage);
      if (facts === undefined) throw new TypeError(`the cluster holds no passage ${passage}`);
      return facts;
    });
  }
}
