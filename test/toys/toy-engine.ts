import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { TopList } from '../../src/kernel/top-list.ts';
import type { Engine } from '../../src/retrieval/engine.ts';
import { registerEngine } from '../../src/retrieval/engines.ts';
import { readPassageTerms } from '../../src/retrieval/passage-terms.ts';
import type { Ranking, RetrieveOptions, Retriever, RetrieverQuery, TermReach } from '../../src/retrieval/retriever.ts';
import { openDense } from '../../src/retrieval/stillweb-legs.ts';
import { writeDurably } from '../../src/store/durable.ts';
import type { IndexView } from '../../src/store/index-view.ts';

/** A toy: a passage scores a point for each word of the query that it holds. */
const FILE = 'coordination.json';

class CoordinationRetriever implements Retriever {
  readonly leg = 'bm25';
  readonly #lists: ReadonlyMap<string, readonly number[]>;
  readonly #documents: Uint32Array;

  constructor(lists: ReadonlyMap<string, readonly number[]>, documents: Uint32Array) {
    this.#lists = lists;
    this.#documents = documents;
  }

  retrieve({ terms }: RetrieverQuery, { depth, unit, accept, checkpoint }: RetrieveOptions): Ranking {
    checkpoint?.();
    const points = new Map<number, number>();
    for (const { term, weight, shift = 0 } of terms) {
      // A point is the least that counts: what is shifted is none.
      if (shift > 0) continue;
      for (const passage of this.#lists.get(term) ?? []) points.set(passage, (points.get(passage) ?? 0) + weight);
    }
    const top = new TopList(depth, unit === 'document' ? this.#documents : null);
    for (const [passage, score] of points) if (accept?.has(passage) !== false) top.offer(score, passage);
    return top.ranking();
  }

  reachOf(terms: readonly string[]): TermReach[] {
    return terms.map((term) => ({ isHeld: this.#lists.has(term), impact: 1 }));
  }

  impacts(passage: number, terms: RetrieverQuery['terms']): number[] {
    return terms.map(({ term }) => (this.#lists.get(term)?.includes(passage) ? 1 : 0));
  }
}

function openLists({ index, passages }: IndexView): CoordinationRetriever {
  try {
    const entries = JSON.parse(readFileSync(join(index.folder, FILE), 'utf8')) as {
      readonly passages: number;
      readonly lists: [string, number[]][];
    };
    if (entries.passages === passages.passages) {
      return new CoordinationRetriever(new Map(entries.lists), passages.document);
    }
  } catch (cause) {
    throw new StillwebError('INDEX_CORRUPT', `${FILE} cannot be read`, { file: FILE }, { cause });
  }
  throw new StillwebError('INDEX_CORRUPT', `${FILE} is of other passages`, { file: FILE });
}

export const COORDINATION: Engine = {
  name: 'coordination',
  files: [FILE],
  rankings: ['bm25'],
  takesGraphs: false,
  comparesEveryVector: true,
  ranksShardwise: false,
  check: () => {},
  write: (folder, { counts }) => {
    const lists = new Map<string, number[]>();
    let passage = 0;
    for (const [shard, count] of counts.shards.entries()) {
      for (const terms of readPassageTerms(folder, shard, count)) {
        for (const term of new Set(terms)) {
          const list = lists.get(term) ?? [];
          list.push(passage);
          lists.set(term, list);
        }
        passage++;
      }
    }
    writeDurably(join(folder, FILE), JSON.stringify({ passages: passage, lists: [...lists] }));
  },
  open: async (view, mailbox) => ({ lexical: openLists(view), dense: await openDense(view, mailbox) }),
};

registerEngine(COORDINATION);
