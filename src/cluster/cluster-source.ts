/** A generation in a cluster as a source of answers. What it ranks, reads and shows goes through the code of a local index. */
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type { DocumentLinks, FetchRequest, OutLinks, PlacedDocument, SearchRequest } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import type { Manifest } from '../format/manifest.ts';
import { Reader } from '../reading/reader.ts';
import { analyzerOf } from '../retrieval/index-analyzer.ts';
import type { IndexRerankers } from '../retrieval/named-rerankers.ts';
import { type Checkpoint, SearchPipeline } from '../retrieval/search-pipeline.ts';
import type { FoundHits } from '../serving/answer-shape.ts';
import { foundIn } from '../serving/found-pages.ts';
import type { ClosableSource } from '../serving/in-thread-backend.ts';
import { ClusterGrepper } from './cluster-grepper.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { ClusterRanker } from './cluster-ranker.ts';
import { FetchedDocuments, type FetchPlan } from './fetched-documents.ts';

export class ClusterSource implements ClosableSource {
  readonly name: string;
  readonly id: string;
  readonly pipeline: SearchPipeline;
  readonly #index: ClusterIndex;
  readonly #ranker: ClusterRanker;
  readonly #grepper: ClusterGrepper;
  readonly #encoder: Encoder | null;
  readonly #rerankers: IndexRerankers;

  /** All of these are closed with the source. @throws StillwebError as `SearchPipeline` */
  constructor(index: ClusterIndex, ranker: ClusterRanker, encoder: Encoder | null, rerankers: IndexRerankers) {
    this.name = index.name;
    this.id = index.manifest.id;
    this.pipeline = new SearchPipeline(ranker, encoder, rerankers);
    this.#index = index;
    this.#ranker = ranker;
    this.#grepper = new ClusterGrepper(index, ranker, analyzerOf(index.manifest));
    this.#encoder = encoder;
    this.#rerankers = rerankers;
  }

  get fusion(): Manifest['fusion'] {
    return this.#index.manifest.fusion;
  }

  async search(request: SearchRequest, checkpoint: Checkpoint): Promise<FoundHits[]> {
    const search = await this.pipeline.readTogether(request, checkpoint);
    return foundIn(this.pipeline, await this.pipeline.rank(search, checkpoint));
  }

  async fetch(request: FetchRequest, checkpoint: Checkpoint): Promise<PlacedDocument[]> {
    const { ids, urls, numbers, view } = request;
    const named = view?.links === true ? { links: 'out' as const } : {};
    return (await this.#read({ ids, urls, numbers, ...named }, checkpoint)).fetch(request, checkpoint);
  }

  grep(request: GrepRequest, checkpoint: Checkpoint): Promise<GrepPage> {
    return this.#grepper.grep(request, checkpoint);
  }

  async links(id: string, checkpoint: Checkpoint): Promise<DocumentLinks> {
    return (await this.#read({ ids: [id], links: 'both' }, checkpoint)).links(id, checkpoint);
  }

  async outLinks(id: string, checkpoint: Checkpoint): Promise<OutLinks> {
    return (await this.#read({ ids: [id], links: 'out' }, checkpoint)).outLinks(id, checkpoint);
  }

  async #read(plan: FetchPlan, checkpoint: Checkpoint): Promise<Reader> {
    const documents = await FetchedDocuments.fetch(this.#index, this.#ranker.documents, plan);
    checkpoint();
    return new Reader(documents);
  }

  async close(): Promise<void> {
    await this.#encoder?.close();
    await this.#rerankers.close();
    await this.#index.cluster.close();
  }
}
