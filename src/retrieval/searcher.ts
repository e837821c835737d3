import type { Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/analyzers.ts';
import type { ParsedQuery } from '../analysis/parsed-query.ts';
import type { JsonWriter } from '../bytes/json-writer.ts';
import type { Hit, LegExplanation, QueryResult, SearchMode, SearchRequest } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { resolveEncoder } from '../encoder/encoders.ts';
import { StillwebError } from '../errors.ts';
import { DocumentStore } from '../store/document-store.ts';
import { type IndexView, viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { Conditions } from './conditions.ts';
import { openRetrievers } from './engines.ts';
import { explainTerms } from './explain.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';
import { HitPresenter } from './hit-presenter.ts';
import { type RankedHit, rankFused, rankOneLeg } from './legs.ts';
import { awaitedOf, type RankRequest, type ReadQuery, type ReadSearch, readQueries } from './read-search.ts';
import type { Retriever } from './retriever.ts';

/**
 * Answers searches over one open index, in one thread. The answer is a pure function of the index and the request.
 */
export class Searcher {
  readonly view: IndexView;
  readonly documents: DocumentStore;
  readonly #analyzer: Analyzer;
  readonly #presenter: HitPresenter;
  readonly #encoder: Encoder | null;
  readonly #lexical: Retriever;
  readonly #dense: Retriever | null;
  readonly #conditions: Conditions;

  private constructor(
    view: IndexView,
    documents: DocumentStore,
    encoder: Encoder | null,
    retrievers: { lexical: Retriever; dense: Retriever | null },
  ) {
    this.view = view;
    this.documents = documents;
    this.#analyzer = createAnalyzer(view.index.manifest.analyzer.name as Analyzer['name']);
    this.#encoder = encoder;
    this.#lexical = retrievers.lexical;
    this.#dense = retrievers.dense;
    this.#conditions = new Conditions(view);
    this.#presenter = new HitPresenter(view, this.documents, (ranked, parsed) => this.#explain(ranked, parsed));
  }

  /**
   * @param mailbox to the GPU that holds the vectors; null to compare them on the CPU, with the same answers
   * @throws StillwebError INDEX_CORRUPT, ENCODER_DIFFERS, ENCODER_MISSING, ENGINE_MISSING
   */
  static async open(index: OpenIndex, mailbox: GpuMailbox | null = null): Promise<Searcher> {
    const view = viewIndex(index);
    const retrievers = await openRetrievers(view, mailbox);
    const { manifest, encoderPath: path } = index;
    const encoder = manifest.encoder === null ? null : await resolveEncoder(manifest.encoder, { path });
    const documents = await DocumentStore.open(view.index.folder, view.blocks);
    return new Searcher(view, documents, encoder, retrievers);
  }

  /** The modes that this index can answer, the default first. */
  get modes(): readonly SearchMode[] {
    return this.#dense === null ? ['bm25'] : ['hybrid', 'bm25', 'dense'];
  }

  /** Whether searches that are computed together cost less than one by one. */
  get gainsFromCompany(): boolean {
    return this.#dense?.prepare !== undefined;
  }

  /**
   * One result a query, in order. A batch gives exactly what its queries give one by one.
   *
   * @param checkpoint called now and then; throws to give up
   * @throws StillwebError MODE_UNAVAILABLE
   */
  async search(request: SearchRequest, checkpoint?: () => void): Promise<QueryResult[]> {
    const search = await this.readTogether(request, checkpoint);
    return search.queries.map(({ text }, query) => {
      const ranked = this.rankQuery(search, query, checkpoint);
      return { query: text, hits: this.present(search, query, ranked) };
    });
  }

  /** The ranked hits of one of the queries, from `offset` on. */
  rankQuery(search: ReadSearch, query: number, checkpoint?: () => void): RankedHit[] {
    const ranked = this.#rank(search.queries[query], search, checkpoint);
    const { offset } = search.request;
    return offset === 0 ? ranked : ranked.slice(offset);
  }

  /** @param ranked what `rankQuery` gave for the query */
  present({ request, queries }: ReadSearch, query: number, ranked: readonly RankedHit[]): Hit[] {
    return this.#presenter.present(ranked, queries[query].parsed, request);
  }

  /** Writes what `present` gives as JSON, without brackets around it. */
  write({ request, queries }: ReadSearch, query: number, ranked: readonly RankedHit[], out: JsonWriter): void {
    this.#presenter.write(ranked, queries[query].parsed, request, out);
  }

  /** The first step of a search, and what its queries have in common computed. @throws StillwebError MODE_UNAVAILABLE */
  async readTogether(request: SearchRequest, checkpoint?: () => void): Promise<ReadSearch> {
    const search = await this.read(request);
    if (search.queries.length > 1) this.computeTogether([search], checkpoint);
    return search;
  }

  /** The first step of a search: parses and encodes, and ranks nothing. @throws StillwebError MODE_UNAVAILABLE */
  async read(request: SearchRequest): Promise<ReadSearch> {
    return await this.#read(request.queries, request, 'query');
  }

  /** Between the two steps: computes what several queries ask of all vectors together. Changes no answer. */
  computeTogether(searches: readonly ReadSearch[], checkpoint?: () => void): void {
    const awaited = searches.flatMap((search) => awaitedOf(search, this.view.index.manifest.fusion));
    if (awaited.length > 1) this.#dense?.prepare?.(awaited, checkpoint);
  }

  /** Document ids and scores alone, for evaluation and golden queries: no text is read. */
  async rank(query: string, options: RankOptions): Promise<{ document: number; id: string; score: number }[]> {
    const request = { unit: 'document', offset: 0, ...options } as const;
    const search = await this.#read([query], request, options.syntax ?? 'query');
    return this.#rank(search.queries[0], search).map(({ passage, score }) => {
      const document = this.view.passages.document[passage];
      return { document, id: this.view.ids.get(document), score };
    });
  }

  async #read<Request extends RankRequest>(
    texts: readonly string[],
    request: Request,
    syntax: 'plain' | 'query',
  ): Promise<ReadSearch<Request>> {
    const mode = request.mode ?? this.modes[0];
    if (!this.modes.includes(mode)) {
      const facts = { mode, available: [...this.modes] };
      throw new StillwebError('MODE_UNAVAILABLE', `mode ${mode} needs vectors, and this index has none`, facts);
    }
    const encoder = mode === 'bm25' ? null : this.#encoder;
    return { request, mode, queries: await readQueries(texts, syntax, this.#analyzer, encoder) };
  }

  #rank(
    { parsed, vector }: ReadQuery,
    { request, mode }: ReadSearch<RankRequest>,
    checkpoint?: () => void,
  ): RankedHit[] {
    const wanted = request.offset + request.k;
    const options = {
      depth: wanted,
      unit: request.unit,
      accept: this.#conditions.admit(parsed, request.filter),
      isExact: request.exact === true,
      checkpoint,
    };
    const query = { terms: parsed.terms, vector };
    if (mode === 'bm25') return rankOneLeg(this.#lexical, query, options);
    const dense = this.#dense as Retriever;
    if (mode === 'dense') return rankOneLeg(dense, query, options);
    const { index, passages } = this.view;
    return rankFused(
      { lexical: this.#lexical, dense, fusion: index.manifest.fusion, passages },
      query,
      options,
      wanted,
    );
  }

  #explain(ranked: RankedHit, parsed: ParsedQuery): LegExplanation[] {
    const terms = explainTerms(this.view, this.#lexical, ranked.passage, parsed.terms);
    return [
      { leg: 'bm25', ...ranked.lexical, terms },
      ...(this.#dense === null ? [] : [{ leg: 'dense' as const, ...ranked.dense }]),
    ];
  }

  /** Files are closed at once. Settles when the encoder, too, has let go of what it held. */
  async close(): Promise<void> {
    this.documents.close();
    this.#conditions.close();
    await this.#encoder?.close();
  }
}

interface RankSyntax {
  /** `plain`: quotes and hyphens are no operators. Default: the query syntax of the API. */
  readonly syntax?: 'plain' | 'query';
}

export type RankOptions = Pick<RankRequest, 'k'> & Partial<RankRequest> & RankSyntax;
