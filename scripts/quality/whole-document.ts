import type { Analyzer } from '../../src/analysis/analyzer.ts';
import type { QueryTerm } from '../../src/analysis/parsed-query.ts';
import { PLAIN_BM25 } from '../../src/format/bm25.ts';
import { inverseDocumentFrequency, MAX_IMPACT } from '../../src/format/impact.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import type { IndexView } from '../../src/store/index-view.ts';
import { PositionStore } from '../../src/store/position-store.ts';

/** Of which units a term is rare: the passages that the index ranks, or whole documents. */
export type Rarity = 'passages' | 'documents';

/**
 * BM25 of whole documents over an index of passages, from what the index holds: counts of terms out of the positions file,
 * lengths out of the table of passages. The scores are integers on the scale of the impacts.
 *
 * A title is indexed with every passage; here it counts once. k1 and b are those of the index.
 */
export class WholeDocuments {
  readonly #view: IndexView;
  readonly #positions: readonly PositionStore[];
  readonly #norms: Float64Array;
  readonly #largestIdf: number;
  readonly #analyzer: Analyzer;

  /** @param documents for the titles, of which the index keeps no count of terms */
  constructor(view: IndexView, documents: DocumentStore) {
    this.#view = view;
    this.#analyzer = analyzerOf(view.index.manifest);
    this.#positions = view.postings.map((_, shard) => PositionStore.open(view.index.folder, shard));
    const { first, length } = view.passages;
    const lengths = Float64Array.from({ length: view.passages.documents }, (_, number) => {
      const repeats = first[number + 1] - first[number] - 1;
      const title = repeats === 0 ? 0 : this.#countTerms(documents.get(number).title);
      return length.subarray(first[number], first[number + 1]).reduce((sum, each) => sum + each, 0) - repeats * title;
    });
    const mean = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
    const { bm25 = PLAIN_BM25 } = view.index.manifest;
    const { k1, b } = bm25;
    this.#norms = lengths.map((each) => k1 * (1 - b + (b * each) / mean));
    this.#largestIdf = inverseDocumentFrequency(view.passages.passages, 1);
  }

  #countTerms(text: string): number {
    let count = 0;
    this.#analyzer.analyze(text, () => count++);
    return count;
  }

  /** @param documents ascending @returns a score for each */
  score(terms: readonly QueryTerm[], documents: Uint32Array, rarity: Rarity): number[] {
    const scores = new Array<number>(documents.length).fill(0);
    for (const { term, weight } of terms) {
      const counts = new Array<number>(documents.length).fill(0);
      const held = this.#count(term, documents, counts, rarity);
      if (held === 0) continue;
      const units = rarity === 'passages' ? this.#view.passages.passages : this.#view.passages.documents;
      const idf = inverseDocumentFrequency(units, held);
      for (const [i, count] of counts.entries()) {
        if (count === 0) continue;
        scores[i] += weight * quantise(idf, count, this.#norms[documents[i]], this.#largestIdf);
      }
    }
    return scores;
  }

  /** Adds up how often each of the documents holds a term. @returns how many units of the collection hold it */
  #count(term: string, documents: Uint32Array, counts: number[], rarity: Rarity): number {
    const { postings, firstPassages, passages } = this.#view;
    let held = 0;
    for (const [shard, each] of postings.entries()) {
      const ordinal = each.terms.find(term);
      if (ordinal < 0) continue;
      const found = each.list(ordinal).passages;
      held += rarity === 'passages' ? found.length : countDocuments(found, firstPassages[shard], passages.document);
      const cursor = this.#positions[shard].open(ordinal, each.entries(ordinal));
      const entries = each.entryNumbers(ordinal);
      let wanted = 0;
      for (const [at, local] of found.entries()) {
        const passage = firstPassages[shard] + local;
        const document = passages.document[passage];
        while (wanted < documents.length && documents[wanted] < document) wanted++;
        if (wanted === documents.length) break;
        if (documents[wanted] !== document) continue;
        const positions = cursor.at(entries[at]);
        const isLead = passages.first[document] === passage;
        counts[wanted] += isLead ? positions.length : countBehind(positions, passages.title[document]);
      }
    }
    return held;
  }

  close(): void {
    for (const store of this.#positions) store.close();
  }
}

function countDocuments(found: Uint32Array, firstPassage: number, documents: Uint32Array): number {
  let count = 0;
  let last = -1;
  for (const local of found) {
    const document = documents[firstPassage + local];
    if (document !== last) count++;
    last = document;
  }
  return count;
}

/** Positions that are not in the title. */
function countBehind(positions: readonly number[], title: number): number {
  let count = 0;
  for (const position of positions) if (position >= title) count++;
  return count;
}

/** BM25 of one field as an integer, on the scale of the impacts. */
function quantise(idf: number, count: number, norm: number, largestIdf: number): number {
  const share = (idf * count) / (count + norm) / largestIdf;
  return Math.min(MAX_IMPACT, Math.max(1, Math.floor(share * MAX_IMPACT + 0.5)));
}
