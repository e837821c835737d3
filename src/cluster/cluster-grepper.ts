import { setImmediate } from 'node:timers/promises';
import type { Analyzer } from '../analysis/analyzer.ts';
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import { FillingPage } from '../grep/filling-page.ts';
import { createTextFilter, type TextFilter } from '../grep/text-filter.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import type { Json } from './cluster.ts';
import { admitFiltered, type ClusterAdmission } from './cluster-conditions.ts';
import { type ClusterIndex, sortValueOf } from './cluster-index.ts';
import { tokenOf } from './cluster-layout.ts';
import type { ClusterRanker } from './cluster-ranker.ts';

/** Whether documents hold a word is asked for so many at a time. */
const CANDIDATES_OF_PAGE = 1000;
/** Documents read at a time, before it is known whether the page has room for them: at first, and at most. */
const FIRST_READ = 2;
const MOST_READ = 32;
/** Of texts read at a time, in bytes: what the next reading brings may be as long. */
const ENOUGH_BYTES = 2 * 1024 * 1024;

/**
 * Finds the lines of the texts of a generation in a cluster that match a pattern: the pages of `Grepper` over a directory. The cluster
 * tells which documents may match, by their words, and gives their texts; they are looked through here.
 */
export class ClusterGrepper {
  readonly #index: ClusterIndex;
  readonly #ranker: ClusterRanker;
  readonly #analyzer: Analyzer;

  constructor(index: ClusterIndex, ranker: ClusterRanker, analyzer: Analyzer) {
    this.#index = index;
    this.#ranker = ranker;
    this.#analyzer = analyzer;
  }

  /** @throws StillwebError INVALID_REQUEST, PATTERN_INVALID, CURSOR_INVALID, UNSUPPORTED, what a cluster and the checkpoint throw */
  async grep(request: GrepRequest, checkpoint: Checkpoint): Promise<GrepPage> {
    const { id, counts } = this.#index.manifest;
    const admission = admitFiltered(this.#index, request.filter);
    const page = new FillingPage(id, request, this.#analyzer);
    const from = page.place.document;
    await this.#fill(page, admission ?? [], checkpoint);
    const end = page.isEnded ? page.place.document : counts.documents;
    const [scanned, documents] =
      admission === null
        ? [Math.max(0, end - from), counts.documents]
        : await Promise.all([this.#count(admission, from, end), this.#count(admission, 0, counts.documents)]);
    return page.finish(counts.documents, { scanned, documents });
  }

  async #fill(page: FillingPage, admission: ClusterAdmission, checkpoint: Checkpoint): Promise<void> {
    const filter = createTextFilter(page.pattern.required);
    let count = FIRST_READ;
    for await (const numbers of this.#candidates(page, admission, checkpoint)) {
      for (let start = 0; start < numbers.length; ) {
        const bytes = await this.#show(numbers.slice(start, start + count), page, filter, checkpoint);
        if (page.isEnded) return;
        start += count;
        count = bytes > ENOUGH_BYTES ? Math.max(1, count >> 1) : Math.min(MOST_READ, count * 2);
      }
    }
  }

  /** @returns bytes of the texts */
  async #show(
    numbers: readonly number[],
    page: FillingPage,
    filter: TextFilter | null,
    checkpoint: Checkpoint,
  ): Promise<number> {
    const bodies = await this.#ranker.documents.read(numbers, ['id', 'title', 'url', 'date', 'text']);
    let sum = 0;
    for (const number of numbers) {
      // Others are answered by this thread, too.
      await setImmediate();
      checkpoint();
      const body = bodies.get(number) as NonNullable<ReturnType<typeof bodies.get>>;
      const bytes = Buffer.from(body.text);
      sum += bytes.length;
      // A text that a directory would not open costs no more here, or the page would end somewhere else.
      const mayMatch = filter === null || filter.find(bytes, 0) !== null;
      page.look(number, bytes.length, () => (mayMatch ? body : null));
      if (page.isEnded) break;
    }
    return sum;
  }

  /** Documents that may match, from the place of the page on, ascending, some at a time: as `findCandidates` has them. */
  async *#candidates(
    { place, pattern }: FillingPage,
    admission: ClusterAdmission,
    checkpoint: Checkpoint,
  ): AsyncGenerator<readonly number[]> {
    const what = 'the documents that may match';
    const [first = FIRST_PASSAGE, ...others] = (await this.#rarestFirst(pattern.words)).map(mayHold);
    const asked = { what, field: 'document', size: CANDIDATES_OF_PAGE } as const;
    const pages = this.#index.firstOfEach({ ...asked, clauses: [first, ...admission], from: place.document });
    for await (const hits of pages) {
      checkpoint();
      let numbers = hits.map(sortValueOf);
      for (const other of others) {
        if (numbers.length === 0) break;
        const among = { terms: { document: numbers } };
        numbers = (await this.#index.firstPage({ ...asked, clauses: [other, among] })).map(sortValueOf);
        checkpoint();
      }
      if (numbers.length > 0) yield numbers;
    }
  }

  /** The rarest leads: of what it finds the others are asked. */
  async #rarestFirst(words: readonly string[]): Promise<readonly string[]> {
    if (words.length < 2) return words;
    const frequencies = await this.#ranker.frequenciesOf(words);
    const places = words.map((_, i) => i).sort((a, b) => frequencies[a] - frequencies[b] || a - b);
    return places.map((i) => words[i]);
  }

  /** Documents of a range that a filter admits. */
  async #count(admission: ClusterAdmission, from: number, end: number): Promise<number> {
    const range = { range: { document: { gte: from, lt: end } } };
    const { hits } = await this.#index.search('how many documents there are', {
      query: { bool: { filter: [FIRST_PASSAGE, range, ...admission] } },
      size: 0,
      track_total_hits: true,
    });
    return hits.total?.value ?? 0;
  }
}

/** Of each document its first passage says whether one begins where the one before ends. */
const FIRST_PASSAGE: Json = { exists: { field: 'touches' } };

/** Where two passages touch the document may hold any word, over the end of one. */
function mayHold(word: string): Json {
  const should = [{ term: { impacts: tokenOf(word) } }, { term: { touches: 1 } }];
  return { bool: { should, minimum_should_match: 1 } };
}
