import type { QueryResult, SearchFilter, SearchMode, SearchRequest } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { resolveEncoder } from '../encoder/encoders.ts';
import { DocumentStore } from '../store/document-store.ts';
import { type IndexView, viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { openRetrievers } from './engines.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';
import { analyzerOf, knowsRequestWords } from './index-analyzer.ts';
import { LocalRanker } from './local-ranker.ts';
import { IndexRerankers } from './named-rerankers.ts';
import { refuseOther } from './probes.ts';
import { type Checkpoint, type RankOptions, SearchPipeline } from './search-pipeline.ts';

/**
 * Answers searches over one open index, in one thread. The answer is a pure function of the index and the request.
 */
export class Searcher {
  readonly view: IndexView;
  readonly documents: DocumentStore;
  /** The same searches step by step. */
  readonly pipeline: SearchPipeline;
  readonly #ranker: LocalRanker;
  readonly #encoder: Encoder | null;
  readonly #rerankers: IndexRerankers;

  private constructor(
    view: IndexView,
    documents: DocumentStore,
    ranker: LocalRanker,
    encoder: Encoder | null,
    rerankers: IndexRerankers,
  ) {
    this.view = view;
    this.documents = documents;
    this.#rerankers = rerankers;
    this.pipeline = new SearchPipeline(ranker, encoder, rerankers);
    this.#ranker = ranker;
    this.#encoder = encoder;
  }

  /**
   * @param mailbox to the GPU that holds the vectors; null to compare them on the CPU, with the same answers
   * @throws StillwebError INDEX_CORRUPT, INDEX_TOO_OLD, INDEX_TOO_NEW, ENCODER_DIFFERS, ENCODER_MISSING, ENGINE_MISSING
   */
  static async open(index: OpenIndex, mailbox: GpuMailbox | null = null): Promise<Searcher> {
    analyzerOf(index.manifest);
    knowsRequestWords(index.manifest);
    const view = viewIndex(index);
    const { lexical, dense } = await openRetrievers(view, mailbox);
    const opened: (() => unknown)[] = [() => lexical.close?.(), () => dense?.close?.()];
    try {
      const rerankers = await IndexRerankers.make(index.rerankers);
      const { manifest, encoderPath: path, encoderDevice: device, encoderCache: cache } = index;
      const place = { path, device, cache };
      const encoder = manifest.encoder === null ? null : await resolveEncoder(manifest.encoder, place);
      opened.push(() => encoder?.close());
      if (encoder !== null) await refuseOther(encoder, manifest.probes);
      const documents = await DocumentStore.open(view.index.folder, view.blocks);
      opened.push(() => documents.close());
      const ranker = new LocalRanker(view, documents, { lexical, dense });
      return new Searcher(view, documents, ranker, encoder, rerankers);
    } catch (fault) {
      for (const close of opened) await close();
      throw fault;
    }
  }

  /** Loads the models of its rerankers, which are else loaded when one is first asked for. @throws as `OwnReranker.load` */
  async loadRerankers(): Promise<void> {
    await this.#rerankers.load();
  }

  /** The modes that this index can answer, the default first. */
  get modes(): readonly SearchMode[] {
    return this.pipeline.modes;
  }

  /**
   * One result a query, in order. A batch gives exactly what its queries give one by one.
   *
   * @param checkpoint called now and then; throws to give up
   * @throws StillwebError MODE_UNAVAILABLE; UNSUPPORTED for a reranker that is not registered
   */
  search(request: SearchRequest, checkpoint?: Checkpoint): Promise<QueryResult[]> {
    return this.pipeline.search(request, checkpoint);
  }

  /** Which documents a filter admits, by number; null where it restricts none. */
  admitDocuments(filter: SearchFilter | undefined): ((document: number) => boolean) | null {
    return this.#ranker.admitDocuments(filter);
  }

  /** Document ids and scores alone, for evaluation and golden queries: no text is read. @throws as `search` */
  rank(query: string, options: RankOptions): Promise<{ document: number; id: string; score: number }[]> {
    return this.pipeline.rankIds(query, options);
  }

  /** Files are closed at once. Settles when the encoder, too, has let go of what it held. */
  async close(): Promise<void> {
    this.documents.close();
    this.#ranker.close();
    await this.#encoder?.close();
    await this.#rerankers.close();
  }
}
