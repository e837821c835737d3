import type { Analyzer } from '../analysis/analyzer.ts';
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type { SearchFilter } from '../contract/search.ts';
import { FillingPage } from '../grep/filling-page.ts';
import { createTextFilter, type TextFilter } from '../grep/text-filter.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import type { Json } from './cluster.ts';
import { admitFiltered, type ClusterAdmission } from './cluster-conditions.ts';
import type { ClusterDocuments } from './cluster-documents.ts';
import { type ClusterIndex, SORT_ALONE } from './cluster-index.ts';
import { tokenOf } from './cluster-layout.ts';

/** Documents that are read before it is known whether the page has room for them. */
const LOOKED_AHEAD = 32;

/**
 * Finds the lines of the texts of a generation in a cluster that match a pattern: the pages of `Grepper` over a directory. The cluster
 * tells which documents may match, by their words, and gives their texts; they are looked through here.
 */
export class ClusterGrepper {
  readonly #index: ClusterIndex;
  readonly #documents: ClusterDocuments;
  readonly #analyzer: Analyzer;

  constructor(index: ClusterIndex, documents: ClusterDocuments, analyzer: Analyzer) {
    this.#index = index;
    this.#documents = documents;
    this.#analyzer = analyzer;
  }

  /** @throws StillwebError PATTERN_INVALID, CURSOR_INVALID, UNSUPPORTED, what a cluster and the checkpoint throw */
  async grep(request: GrepRequest, checkpoint: Checkpoint): Promise<GrepPage> {
    const { id, counts } = this.#index.manifest;
    const page = new FillingPage(id, request, this.#analyzer);
    const filter = createTextFilter(page.pattern.required);
    const from = page.place.document;
    const admission = this.#admit(request.filter);
    for await (const numbers of this.#candidates(page.pattern.words, admission ?? [], from)) {
      checkpoint();
      await this.#show(numbers, page, filter, checkpoint);
      if (page.isEnded) break;
    }
    const end = page.isEnded ? page.place.document : counts.documents;
    const [scanned, documents] =
      admission === null
        ? [end - from, counts.documents]
        : await Promise.all([this.#count(admission, from, end), this.#count(admission, 0, counts.documents)]);
    return page.finish(counts.documents, { scanned, documents });
  }

  #admit(filter: SearchFilter | undefined): ClusterAdmission | null {
    return filter === undefined ? null : admitFiltered(this.#index, filter);
  }

  async #show(
    numbers: readonly number[],
    page: FillingPage,
    filter: TextFilter | null,
    checkpoint: Checkpoint,
  ): Promise<void> {
    for (let start = 0; start < numbers.length && !page.isEnded; start += LOOKED_AHEAD) {
      const some = numbers.slice(start, start + LOOKED_AHEAD);
      const bodies = await this.#documents.read(some);
      for (const number of some) {
        const { id, title, url, date, text } = bodies.get(number) as NonNullable<ReturnType<typeof bodies.get>>;
        checkpoint();
        const bytes = Buffer.from(text);
        // A text that a directory would not open costs no more here, or the page would end somewhere else.
        const mayMatch = filter === null || filter.find(bytes, 0) >= 0;
        page.look(number, bytes.length, () => (mayMatch ? { id, title, url, date, text } : null));
        if (page.isEnded) return;
      }
    }
  }

  /** Documents that may match, from one on, ascending, some at a time: as `findCandidates` has them. */
  async *#candidates(
    words: readonly string[],
    admission: ClusterAdmission,
    from: number,
  ): AsyncGenerator<readonly number[]> {
    const [first = FIRST_PASSAGE, ...others] = words.map(mayHold);
    const range = { range: { document: { gte: from } } };
    const pages = this.#index.pages('the documents that may match', {
      ...byDocument([first, range, ...admission]),
      size: CANDIDATES_OF_PAGE,
    });
    for await (const hits of pages) {
      let numbers = hits.map(documentOf);
      for (const other of others) {
        if (numbers.length === 0) break;
        const body = { ...byDocument([other, { terms: { document: numbers } }]), size: numbers.length };
        numbers = (await this.#index.search('the documents that may match', body)).hits.hits.map(documentOf);
      }
      if (numbers.length > 0) yield numbers;
    }
  }

  /** Documents of a range that a filter admits. */
  async #count(admission: ClusterAdmission, from: number, end: number): Promise<number> {
    const range = { range: { document: { gte: from, lt: end } } };
    const { hits } = await this.#index.search('how many documents there are', {
      query: { bool: { filter: [FIRST_PASSAGE, range, ...admission] } },
      ...SORT_ALONE,
      size: 0,
      track_total_hits: true,
    });
    return hits.total?.value ?? 0;
  }
}

/** Whether documents hold a word is asked for so many at a time. */
const CANDIDATES_OF_PAGE = 1000;
/** Of each document its first passage says whether one begins where the one before ends. */
const FIRST_PASSAGE: Json = { exists: { field: 'touches' } };

/** Where two passages touch the document may hold any word, over the end of one. */
function mayHold(word: string): Json {
  const should = [{ term: { impacts: tokenOf(word) } }, { term: { touches: 1 } }];
  return { bool: { should, minimum_should_match: 1 } };
}

/** Each document once, ascending. */
function byDocument(filter: readonly Json[]): Json {
  return { query: { bool: { filter } }, collapse: { field: 'document' }, sort: [{ document: 'asc' }], ...SORT_ALONE };
}

function documentOf({ sort }: { readonly sort?: readonly number[] }): number {
  return (sort as readonly number[])[0];
}
