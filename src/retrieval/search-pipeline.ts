import type { Analyzer } from '../analysis/analyzer.ts';
import type { QueryFields } from '../analysis/field-operator.ts';
import type { JsonWriter } from '../bytes/json-writer.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import { admitAsides } from '../contract/query-asides.ts';
import type { Hit, QueryResult, SearchMode, SearchRequest } from '../contract/search.ts';
import { chooseMode, modesOf } from '../contract/search-mode.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { asidesOf } from '../encoder/query-template.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_HITS } from '../limits.ts';
import { writtenLength } from './collapse.ts';
import { Corrector } from './corrector.ts';
import { explainHit } from './explain.ts';
import { HitPresenter, type RankedPage } from './hit-presenter.ts';
import { knowsRequestWords, queryAnalyzerOf, queryFieldsOf } from './index-analyzer.ts';
import { passagesOf, type RankedHit } from './legs.ts';
import { IndexRerankers } from './named-rerankers.ts';
import { type RankedQuery, rankQuery } from './rank-query.ts';
import type { Ranker } from './ranker.ts';
import type { ReadQuery } from './read-query.ts';
import { awaitedOf, type RankRequest, type ReadSearch, readQueries } from './read-search.ts';
import { rerankDepthOf } from './rerankers.ts';

/** A search of which only the writing is left: a page for each query. */
export interface RankedSearch {
  readonly search: ReadSearch;
  readonly pages: readonly RankedPage[];
}

/** Called now and then during a search; throws to give up. */
export type Checkpoint = () => void;

/**
 * The one way from a query to hits: parse → resolve → legs → fuse → fold → rerank → present, over whatever ranks an index.
 *
 * `search` does all of it. Its steps stand apart for whoever carries out many searches: `read`, then `computeTogether` for
 * several, then `rank` for each, then `write`.
 */
export class SearchPipeline {
  readonly #ranker: Ranker;
  readonly #analyzer: Analyzer;
  readonly #encoder: Encoder | null;
  readonly #corrector: Corrector;
  readonly #knowsRequestWords: boolean;
  readonly #fields: QueryFields;
  readonly #rerankers: IndexRerankers;
  #madePresenter: HitPresenter | null = null;

  /**
   * @param encoder that of the ranker's manifest; null where that names none
   * @param rerankers of this index; it closes none of them
   * @throws StillwebError INDEX_TOO_OLD, INDEX_TOO_NEW for an index of another analyzer or list of request words
   */
  constructor(ranker: Ranker, encoder: Encoder | null, rerankers = new IndexRerankers()) {
    this.#ranker = ranker;
    this.#analyzer = queryAnalyzerOf(ranker.manifest, ranker.queryTokenizer ?? null);
    this.#encoder = encoder;
    this.#corrector = new Corrector(this.#analyzer.name, ranker);
    this.#knowsRequestWords = knowsRequestWords(ranker.manifest);
    this.#fields = queryFieldsOf(ranker.manifest);
    this.#rerankers = rerankers;
  }

  /** The modes that this index can answer, the default first. */
  get modes(): readonly SearchMode[] {
    return modesOf(this.#hasVectors);
  }

  get #hasVectors(): boolean {
    return this.#ranker.manifest.encoder !== null;
  }

  /** Made when first something is shown: its caches are large. */
  get #presenter(): HitPresenter {
    this.#madePresenter ??= new HitPresenter(this.#analyzer.name);
    return this.#madePresenter;
  }

  /** Whether searches that are computed together cost less than one by one. */
  get gainsFromBatching(): boolean {
    return this.#ranker.prepare !== undefined;
  }

  /** One result a query, in order. A batch gives exactly what its queries give one by one. @throws as `read` */
  async search(request: SearchRequest, checkpoint?: Checkpoint): Promise<QueryResult[]> {
    const ranked = await this.rank(await this.readTogether(request, checkpoint), checkpoint);
    return ranked.search.queries.map(
      ({ text }, i): QueryResult => ({
        query: text,
        ...saidBeside(ranked.pages[i]),
        hits: this.present(ranked, i),
      }),
    );
  }

  /** The first step of a search, and what its queries have in common computed. @throws as `read` */
  async readTogether(request: SearchRequest, checkpoint?: Checkpoint): Promise<ReadSearch> {
    const search = await this.read(request);
    if (search.queries.length > 1) await this.computeTogether([search], checkpoint);
    return search;
  }

  /**
   * The first step of a search: parses and encodes, and ranks nothing.
   *
   * @throws StillwebError MODE_UNAVAILABLE; UNSUPPORTED for a reranker that is not registered in this thread, or that follows links
   *   where the index has none; INVALID_REQUEST for more hits than the reranker takes, and for an instruction that nothing follows; what
   *   the encoder throws
   */
  async read<Request extends RankRequest & Pick<SearchRequest, 'queries'>>(
    request: Request,
    syntax: 'plain' | 'query' = 'query',
  ): Promise<ReadSearch<Request>> {
    const mode = chooseMode(this.modes, request.mode, this.#ranker.name);
    const reranker = this.#rerankers.find(request.rerank, this.#ranker.links !== undefined);
    const rerankDepth = rerankDepthOf(reranker, request.rerankDepth);
    const depth = Math.max(request.offset + request.k, rerankDepth);
    const encoder = mode === 'bm25' ? null : this.#encoder;
    const knowsRequestWords = this.#knowsRequestWords;
    const weighsRequestWords = knowsRequestWords && request.requestWords !== false;
    const reading = {
      syntax,
      analyzer: this.#analyzer,
      knowsRequestWords,
      fields: this.#fields,
      weighsRequestWords,
      weights: this.#ranker.queryWeights ?? null,
    };
    const asides = admitAsides(request, asidesOf(this.#encoder?.description ?? null));
    const queries = await readQueries(request.queries, reading, encoder, asides);
    return { request, mode, depth, reranker, rerankDepth, weighsRequestWords, queries };
  }

  /** Between the two steps: computes what several queries ask of the legs together. Changes no answer. */
  async computeTogether(searches: readonly ReadSearch<RankRequest>[], checkpoint?: Checkpoint): Promise<void> {
    if (this.#ranker.prepare === undefined) return;
    const awaited = searches.flatMap((search) => awaitedOf(search, this.#ranker.manifest));
    if (awaited.length > 1) await this.#ranker.prepare(awaited, checkpoint);
  }

  /** The second step: ranks, and makes ready what is shown. @throws StillwebError RESPONSE_TOO_LARGE */
  async rank(search: ReadSearch, checkpoint?: Checkpoint): Promise<RankedSearch> {
    const pages: RankedPage[] = [];
    let ranked = 0;
    let named = 0;
    for (const query of search.queries) {
      const found = await this.#rankQuery(search, query, true, checkpoint);
      ranked += found.hits.length;
      if (ranked > MAX_RESPONSE_HITS) throw tooManyHits();
      for (const { duplicates } of found.hits) if (duplicates !== undefined) named += writtenLength(duplicates);
      checkAnswerSize(named);
      pages.push(await this.#makePage(found, query.parsed.text, search));
    }
    return { search, pages };
  }

  /** The hits of one of the queries, as a caller sees them. */
  present({ search, pages }: RankedSearch, query: number): Hit[] {
    return this.#presenter.present(pages[query], search.request);
  }

  /** Ids of the hits of a page: what is known of its passages is read already. */
  idsOf({ pages }: RankedSearch, query: number): string[] {
    return this.#presenter.idsOf(pages[query]);
  }

  /** Writes what `present` gives as JSON, without brackets around it: a few times as fast. */
  write({ search, pages }: RankedSearch, query: number, out: JsonWriter): void {
    this.#presenter.write(pages[query], search.request, out);
  }

  /** The hits of the page that is asked for. */
  async rankQuery(
    search: ReadSearch<RankRequest>,
    query: ReadQuery,
    checkpoint?: Checkpoint,
  ): Promise<readonly RankedHit[]> {
    return (await this.#rankQuery(search, query, false, checkpoint)).hits;
  }

  #rankQuery(
    search: ReadSearch<RankRequest>,
    query: ReadQuery,
    measures: boolean,
    checkpoint?: Checkpoint,
  ): Promise<RankedQuery> {
    return rankQuery(this.#ranker, search, query, { corrector: this.#corrector, measures, checkpoint });
  }

  async #makePage(ranked: RankedQuery, text: string, { request, mode }: ReadSearch): Promise<RankedPage> {
    const { hits, terms, corrections, coverage } = ranked;
    const passages = hits.map(({ passage }) => passage);
    const parts = request.snippet !== false || request.text ? 'texts' : 'headings';
    const show = await this.#ranker.show(passages, parts, request.expand);
    const fields = request.fields === undefined ? null : await this.#ranker.fieldsOf?.(passages, request.fields);
    const page = { hits, show, text, terms, corrections, coverage: coverage ?? 0, fields: fields ?? null };
    if (!request.explain) return { ...page, explanations: null };
    const impacts = mode === 'dense' ? [] : await this.#ranker.impactsOf(passages, terms);
    return { ...page, explanations: hits.map((hit, i) => explainHit(hit, terms, impacts[i], mode)) };
  }

  /** The documents of hits, in their order. */
  async documentsOf(hits: readonly RankedHit[]): Promise<Uint32Array> {
    return await this.#ranker.documentsOf(passagesOf(hits));
  }

  /**
   * Document ids and scores alone, for evaluation and golden queries: no text is read, and identical ones have a place each,
   * because judgments name every document. @throws as `read`
   */
  async rankIds(query: string, options: RankOptions): Promise<{ document: number; id: string; score: number }[]> {
    const { syntax, ...asked } = options;
    const search = await this.read(
      { unit: 'document' as const, offset: 0, collapse: false, ...asked, queries: [query] },
      syntax,
    );
    const hits = await this.rankQuery(search, search.queries[0]);
    const documents = await this.#ranker.documentsOf(passagesOf(hits));
    const ids = await this.#ranker.idsOf(documents);
    return hits.map(({ score }, i) => ({ document: documents[i], id: ids[i], score }));
  }
}

/** What an answer says of a query beside its hits. */
export function saidBeside({ coverage, corrections }: RankedPage): Omit<QueryResult, 'query' | 'hits'> {
  return { coverage: coverage / 1000, ...(corrections.length > 0 && { corrections }) };
}

function tooManyHits(): StillwebError {
  const message = `the answer would have more than ${MAX_RESPONSE_HITS} hits, over all of its queries`;
  return new StillwebError('RESPONSE_TOO_LARGE', message, { maxHits: MAX_RESPONSE_HITS });
}

interface RankSyntax {
  /** `plain`: quotes and hyphens are no operators. Default: the query syntax of the API. */
  readonly syntax?: 'plain' | 'query';
}

export type RankOptions = Pick<RankRequest, 'k'> & Partial<RankRequest> & RankSyntax;
