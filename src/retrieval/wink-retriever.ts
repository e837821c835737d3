import { join } from 'node:path';
import type { QueryTerm } from '../analysis/parsed-query.ts';
import { StillwebError } from '../errors.ts';
import { TopList } from '../kernel/top-list.ts';
import { readFileSync } from '../store/file-system.ts';
import type { IndexView } from '../store/index-view.ts';
import { WINK_FILE } from './engine-file-names.ts';
import {
  EMPTY_RANKING,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
  type TermReach,
} from './retriever.ts';
import { createWinkEngine, WINK_DECIMALS, type WinkEngine, winkToken } from './wink-engine.ts';

const SCALE = 10 ** WINK_DECIMALS;
const SEPARATOR = '\n';
/** Hits between two looks at the deadline. */
const CHECKPOINT_HITS = 4096;

/** Largest contributions, as integers: by the number of a token, and of all. */
interface LargestImpacts {
  readonly ofTokens: ReadonlyMap<number, number>;
  readonly ofAll: number;
}

/**
 * BM25 by wink-bm25-text-search over our terms, from `wink.json`.
 *
 * The score of record is an integer: contributions are stored with six decimals, so a sum of them, times 10^6 and rounded,
 * is exact in whatever order wink adds (a query of 8 KiB has at most 4,096 terms; their sum errs by less than 10^-7).
 * wink's own order of equal scores is not used. A search is one piece of work that cannot be given up half way: the
 * deadline is looked at before and after it.
 */
export class WinkRetriever implements Retriever {
  readonly leg = 'bm25';
  readonly #engine: WinkEngine;
  readonly #documents: Uint32Array;
  readonly #isOnePassageEach: boolean;
  #largest: LargestImpacts | null = null;

  private constructor(engine: WinkEngine, { passages }: Pick<IndexView, 'passages'>) {
    this.#engine = engine;
    this.#documents = passages.document;
    this.#isOnePassageEach = passages.passages === passages.documents;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  static open(view: IndexView): WinkRetriever {
    const facts = { file: WINK_FILE };
    const engine = createWinkEngine();
    let found: number;
    try {
      engine.importJSON(readFileSync(join(view.index.folder, WINK_FILE), 'utf8'));
      found = Object.keys(engine.getDocs()).length;
    } catch (cause) {
      throw new StillwebError('INDEX_CORRUPT', `${WINK_FILE} cannot be read`, facts, { cause });
    }
    if (found !== view.passages.passages) {
      const message = `${WINK_FILE} holds ${found} passages, not ${view.passages.passages}`;
      throw new StillwebError('INDEX_CORRUPT', message, facts);
    }
    engine.definePrepTasks([(text) => text.split(SEPARATOR)]);
    return new WinkRetriever(engine, view);
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    if (query.terms.length === 0) return EMPTY_RANKING;
    const isGrouped = options.unit === 'document' && !this.#isOnePassageEach;
    const top = new TopList(options.depth, isGrouped ? this.#documents : null);
    const tokens = query.terms.flatMap(({ term, weight }) => new Array<string>(weight).fill(winkToken(term)));
    // wink counts every term fully: what a shift takes away is taken from its sums.
    const lightened = query.terms.flatMap(({ term, weight, shift }) =>
      shift === undefined ? [] : [{ term, weight, shift }],
    );
    options.checkpoint?.();
    const hits = this.#engine.search(tokens.join(SEPARATOR), this.#documents.length);
    for (const [i, [id, score]] of hits.entries()) {
      if (i % CHECKPOINT_HITS === 0) options.checkpoint?.();
      const passage = Number(id);
      if (options.accept?.has(passage) === false) continue;
      const whole =
        Math.round(score * SCALE) -
        lightened.reduce((sum, { term, weight, shift }) => {
          const [impact] = this.impacts(passage, [{ term, weight }]);
          return sum + (impact - (impact >> shift)) * weight;
        }, 0);
      if (whole > 0) top.offer(whole, passage);
    }
    return top.ranking();
  }

  reachOf(terms: readonly string[]): TermReach[] {
    this.#largest ??= this.#findLargest();
    const { ofTokens, ofAll } = this.#largest;
    const numbers = this.#engine.getTokens();
    return terms.map((term) => {
      const impact = ofTokens.get(numbers[winkToken(term)]);
      return impact === undefined ? { isHeld: false, impact: ofAll } : { isHeld: true, impact };
    });
  }

  /** One walk over all contributions, when first a reach is asked for. */
  #findLargest(): LargestImpacts {
    const ofTokens = new Map<number, number>();
    let ofAll = 0;
    for (const { freq } of Object.values(this.#engine.getDocs())) {
      for (const [token, contribution] of Object.entries(freq)) {
        const impact = Math.round(contribution * SCALE);
        ofTokens.set(Number(token), Math.max(impact, ofTokens.get(Number(token)) ?? 0));
        ofAll = Math.max(ofAll, impact);
      }
    }
    return { ofTokens, ofAll };
  }

  impacts(passage: number, terms: readonly QueryTerm[]): number[] {
    const { freq } = this.#engine.getDocs()[passage];
    const numbers = this.#engine.getTokens();
    return terms.map(({ term }) => Math.round((freq[numbers[winkToken(term)]] ?? 0) * SCALE));
  }
}
