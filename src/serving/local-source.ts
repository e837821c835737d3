/** An index of this machine as a source of answers, in one thread. */
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type { DocumentLinks, FetchRequest, OutLinks, PlacedDocument, SearchRequest } from '../contract/search.ts';
import type { WalkedDocument, WalkRequest } from '../contract/walk.ts';
import { Grepper } from '../grep/grepper.ts';
import { LocalDocuments } from '../reading/readable-documents.ts';
import { Reader } from '../reading/reader.ts';
import { Walker } from '../reading/walker.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import { analyzerOf } from '../retrieval/index-analyzer.ts';
import type { ReadSearch } from '../retrieval/read-search.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';
import { type Original, OriginalStore } from '../store/original-store.ts';
import type { FoundHits } from './answer-shape.ts';
import type { AnswerSource } from './answer-source.ts';
import { foundIn } from './found-pages.ts';

export class LocalSource implements AnswerSource {
  readonly name: string;
  readonly id: string;
  readonly #searcher: Searcher;
  readonly #reader: Reader;
  readonly #grepper: Grepper;
  readonly #walker: Walker;
  readonly #originals: OriginalStore | null;
  readonly #prepared = new WeakMap<SearchRequest, ReadSearch>();

  private constructor(index: OpenIndex, searcher: Searcher, originals: OriginalStore | null) {
    this.name = index.name;
    this.id = index.manifest.id;
    this.#searcher = searcher;
    this.#originals = originals;
    const documents = new LocalDocuments(searcher.view, searcher.documents);
    this.#reader = new Reader(documents);
    this.#grepper = new Grepper(searcher.view, searcher.documents, analyzerOf(index.manifest));
    this.#walker = new Walker(searcher.view, documents, this.#reader);
  }

  /** @throws StillwebError what `Searcher.open` throws */
  static async open(index: OpenIndex, mailbox: GpuMailbox | null = null): Promise<LocalSource> {
    const searcher = await Searcher.open(index, mailbox);
    const { originals } = searcher.view;
    return new LocalSource(
      index,
      searcher,
      originals === null ? null : await OriginalStore.open(index.folder, originals),
    );
  }

  /** Loads what its rerankers need, which is else loaded when one is first asked for. @throws as `Searcher.loadRerankers` */
  async loadRerankers(): Promise<void> {
    await this.#searcher.loadRerankers();
  }

  /** Whether searches that are computed together cost less than one by one. */
  get gainsFromBatching(): boolean {
    return this.#searcher.pipeline.gainsFromBatching;
  }

  /**
   * Computes what searches that wait have in common. Changes no answer: what cannot be read now is read again by `search`,
   * and refused there.
   */
  async prepare(requests: readonly SearchRequest[], checkpoint: Checkpoint): Promise<void> {
    const { pipeline } = this.#searcher;
    const batch: ReadSearch[] = [];
    for (const request of requests) {
      const read = await pipeline.read(request).catch(() => null);
      if (read === null) continue;
      this.#prepared.set(request, read);
      batch.push(read);
    }
    await pipeline.computeTogether(batch, checkpoint);
  }

  async search(request: SearchRequest, checkpoint: Checkpoint): Promise<FoundHits[]> {
    const { pipeline } = this.#searcher;
    const search = this.#prepared.get(request) ?? (await pipeline.readTogether(request, checkpoint));
    const ranked = await pipeline.rank(search, checkpoint);
    return foundIn(pipeline, ranked);
  }

  fetch(request: FetchRequest, checkpoint: Checkpoint): PlacedDocument[] {
    return this.#reader.fetch(request, checkpoint);
  }

  grep(request: GrepRequest, checkpoint: Checkpoint): GrepPage {
    return this.#grepper.grep(request, this.#searcher.admitDocuments(request.filter), checkpoint);
  }

  links(id: string, checkpoint: Checkpoint): DocumentLinks {
    return this.#reader.links(id, checkpoint);
  }

  outLinks(id: string, checkpoint: Checkpoint): OutLinks {
    return this.#reader.outLinks(id, checkpoint);
  }

  walk(request: WalkRequest, checkpoint: Checkpoint): WalkedDocument[] {
    return this.#walker.walk(request, checkpoint);
  }

  /** @throws StillwebError DOCUMENT_NOT_FOUND, INDEX_CORRUPT */
  original(id: string): Original | null {
    const number = this.#reader.numberOf(id);
    return this.#originals?.get(number) ?? null;
  }

  close(): Promise<void> {
    this.#originals?.close();
    return this.#searcher.close();
  }
}
