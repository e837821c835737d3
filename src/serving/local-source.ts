/** An index of this machine as a source of answers, in one thread. */
import type { DocumentLinks, FetchedDocument, FetchRequest, SearchRequest } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_HITS } from '../limits.ts';
import { Reader } from '../reading/reader.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import type { ReadSearch } from '../retrieval/read-search.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';
import type { FoundHits } from './answer-shape.ts';
import type { AnswerSource, Checkpoint } from './answer-source.ts';

export class LocalSource implements AnswerSource {
  readonly name: string;
  readonly id: string;
  readonly searcher: Searcher;
  readonly #reader: Reader;
  readonly #prepared = new WeakMap<SearchRequest, ReadSearch>();

  private constructor(index: OpenIndex, searcher: Searcher) {
    this.name = index.name;
    this.id = index.manifest.id;
    this.searcher = searcher;
    this.#reader = new Reader(searcher.view, searcher.documents);
  }

  /** @throws StillwebError what `Searcher.open` throws */
  static async open(index: OpenIndex, mailbox: GpuMailbox | null = null): Promise<LocalSource> {
    return new LocalSource(index, await Searcher.open(index, mailbox));
  }

  /** Whether searches that are computed together cost less than one by one. */
  get gainsFromBatches(): boolean {
    return this.searcher.gainsFromCompany;
  }

  /**
   * Computes what searches that wait have in common. Changes no answer: what cannot be read now is read again by `search`,
   * and refused there.
   */
  async prepare(requests: readonly SearchRequest[], checkpoint: Checkpoint): Promise<void> {
    const batch: ReadSearch[] = [];
    for (const request of requests) {
      const read = await this.searcher.read(request).catch(() => null);
      if (read === null) continue;
      this.#prepared.set(request, read);
      batch.push(read);
    }
    this.searcher.computeTogether(batch, checkpoint);
  }

  async search(request: SearchRequest, checkpoint: Checkpoint): Promise<FoundHits[]> {
    const { searcher } = this;
    const search = this.#prepared.get(request) ?? (await searcher.readTogether(request, checkpoint));
    let hits = 0;
    return search.queries.map((_, query) => {
      const ranked = searcher.rankQuery(search, query, checkpoint);
      hits += ranked.length;
      if (hits > MAX_RESPONSE_HITS) throw tooManyHits();
      return {
        count: ranked.length,
        hits: () => searcher.present(search, query, ranked),
        write: (out) => searcher.write(search, query, ranked, out),
      };
    });
  }

  fetch(request: FetchRequest): FetchedDocument[] {
    return this.#reader.fetch(request);
  }

  links(id: string): DocumentLinks {
    return this.#reader.links(id);
  }

  close(): void {
    this.searcher.close();
  }
}

function tooManyHits(): StillwebError {
  const message = `the answer would have more than ${MAX_RESPONSE_HITS} hits, over all of its queries`;
  return new StillwebError('RESPONSE_TOO_LARGE', message, { maxHits: MAX_RESPONSE_HITS });
}
