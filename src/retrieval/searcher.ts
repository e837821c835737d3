import type { Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/analyzers.ts';
import type { ParsedQuery } from '../analysis/parsed-query.ts';
import { parsePlainWords, parseQuery } from '../analysis/query-syntax.ts';
import { makeSnippet } from '../analysis/snippet.ts';
import type { Hit, LegExplanation, QueryResult, SearchMode, SearchRequest } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { createEncoder } from '../encoder/encoders.ts';
import { StillwebError } from '../errors.ts';
import { loadCompression } from '../format/compression.ts';
import { DocumentStore } from '../store/document-store.ts';
import { type IndexView, viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { Conditions } from './conditions.ts';
import { openRetrievers } from './engines.ts';
import { explainTerms } from './explain.ts';
import { type RankedHit, rankFused, rankOneLeg } from './legs.ts';
import type { Retriever } from './retriever.ts';

/**
 * Answers searches over one open index, in one thread. The answer is a pure function of the index and the request.
 */
export class Searcher {
  readonly view: IndexView;
  readonly documents: DocumentStore;
  readonly #analyzer: Analyzer;
  readonly #encoder: Encoder | null;
  readonly #lexical: Retriever;
  readonly #dense: Retriever | null;
  readonly #conditions: Conditions;

  private constructor(
    view: IndexView,
    encoder: Encoder | null,
    retrievers: { lexical: Retriever; dense: Retriever | null },
  ) {
    this.view = view;
    this.documents = new DocumentStore(view.index.folder, view.blocks);
    this.#analyzer = createAnalyzer(view.index.manifest.analyzer.name as Analyzer['name']);
    this.#encoder = encoder;
    this.#lexical = retrievers.lexical;
    this.#dense = retrievers.dense;
    this.#conditions = new Conditions(view);
  }

  /** @throws StillwebError INDEX_CORRUPT, ENCODER_DIFFERS, ENGINE_MISSING */
  static async open(index: OpenIndex): Promise<Searcher> {
    await loadCompression();
    const view = viewIndex(index);
    const expected = index.manifest.encoder;
    const encoder = expected === null ? null : await createEncoder(expected.kind);
    if (expected !== null && encoder?.description.fingerprint !== expected.fingerprint) {
      const facts = { expected: expected.fingerprint, found: encoder?.description.fingerprint ?? null };
      throw new StillwebError(
        'ENCODER_DIFFERS',
        `the encoder ${expected.name} is not the one that built the index`,
        facts,
      );
    }
    return new Searcher(view, encoder, await openRetrievers(view));
  }

  /** The modes that this index can answer, the default first. */
  get modes(): readonly SearchMode[] {
    return this.#dense === null ? ['bm25'] : ['hybrid', 'bm25', 'dense'];
  }

  /**
   * One result a query, in order. A batch gives exactly what its queries give one by one.
   *
   * @param checkpoint called now and then; throws to give up
   * @throws StillwebError MODE_UNAVAILABLE
   */
  async search(request: SearchRequest, checkpoint?: () => void): Promise<QueryResult[]> {
    const results: QueryResult[] = [];
    for (const query of request.queries) {
      const { ranked, parsed } = await this.#rank(query, request, checkpoint);
      const hits = ranked
        .slice(request.offset)
        .map((hit, i) => this.#present(hit, request.offset + i + 1, parsed, request));
      results.push({ query, hits });
    }
    return results;
  }

  /** Document ids and scores alone, for evaluation and golden queries: no text is read. */
  async rank(query: string, options: RankOptions): Promise<{ document: number; id: string; score: number }[]> {
    const { ranked } = await this.#rank(query, { unit: 'document', offset: 0, ...options });
    return ranked.map(({ passage, score }) => {
      const document = this.view.passages.document[passage];
      return { document, id: this.view.ids.get(document), score };
    });
  }

  async #rank(
    query: string,
    request: Ranked & RankSyntax,
    checkpoint?: () => void,
  ): Promise<{ ranked: RankedHit[]; parsed: ParsedQuery }> {
    const mode = request.mode ?? this.modes[0];
    if (!this.modes.includes(mode)) {
      const facts = { mode, available: [...this.modes] };
      throw new StillwebError('MODE_UNAVAILABLE', `mode ${mode} needs vectors, and this index has none`, facts);
    }
    const parse = request.syntax === 'plain' ? parsePlainWords : parseQuery;
    const parsed = parse(query, this.#analyzer);
    const needsVector = mode !== 'bm25';
    const vector = needsVector ? await (this.#encoder as Encoder).encode([parsed.text], 'query') : null;
    const wanted = request.offset + request.k;
    const options = {
      depth: wanted,
      unit: request.unit,
      accept: this.#conditions.admit(parsed, request.filter),
      isExact: request.exact === true,
      checkpoint,
    };
    const retrieverQuery = { terms: parsed.terms, vector };
    const ranked =
      mode === 'hybrid'
        ? rankFused(
            {
              lexical: this.#lexical,
              dense: this.#dense as Retriever,
              fusion: this.view.index.manifest.fusion,
              passages: this.view.passages,
            },
            retrieverQuery,
            options,
            wanted,
          )
        : rankOneLeg(mode === 'bm25' ? this.#lexical : (this.#dense as Retriever), retrieverQuery, options);
    return { ranked, parsed };
  }

  #present(ranked: RankedHit, rank: number, parsed: ParsedQuery, request: SearchRequest): Hit {
    const { passages } = this.view;
    const number = passages.document[ranked.passage];
    const document = this.documents.get(number);
    const range = { start: passages.start[ranked.passage], end: passages.end[ranked.passage] };
    const snippet =
      request.snippet === false
        ? null
        : makeSnippet(document.text, range, weightsOf(parsed), request.snippet.tokens, this.#analyzer);
    return {
      rank,
      id: document.id,
      url: document.url,
      title: document.title,
      ...(snippet === null
        ? {}
        : { snippet: snippet.text, highlights: snippet.highlights, start: snippet.start, end: snippet.end }),
      score: ranked.score,
      ...(document.date === null ? {} : { date: document.date }),
      passage: { id: `${document.id}#${ranked.passage - passages.first[number]}`, ...range },
      ...(request.text ? { text: document.text.slice(0, wholeCharacters(document.text, request.maxChars)) } : {}),
      ...(request.explain ? { explain: this.#explain(ranked, parsed) } : {}),
    };
  }

  #explain(ranked: RankedHit, parsed: ParsedQuery): LegExplanation[] {
    const terms = explainTerms(this.view, this.#lexical, ranked.passage, parsed.terms);
    return [
      { leg: 'bm25', ...ranked.lexical, terms },
      ...(this.#dense === null ? [] : [{ leg: 'dense' as const, ...ranked.dense }]),
    ];
  }

  close(): void {
    this.documents.close();
    this.#conditions.close();
  }
}

type Ranked = Pick<SearchRequest, 'mode' | 'k' | 'offset' | 'unit' | 'filter' | 'exact'>;

interface RankSyntax {
  /** `plain`: quotes and hyphens are no operators. Default: the query syntax of the API. */
  readonly syntax?: 'plain' | 'query';
}

export type RankOptions = Pick<Ranked, 'k'> & Partial<Ranked> & RankSyntax;

function weightsOf(parsed: ParsedQuery): Map<string, number> {
  return new Map(parsed.terms.map(({ term, weight }) => [term, weight]));
}

/** Where to cut a text so that no surrogate pair is split. */
export function wholeCharacters(text: string, limit = text.length): number {
  const unit = text.charCodeAt(limit - 1);
  return limit < text.length && unit >= 0xd800 && unit < 0xdc00 ? limit - 1 : limit;
}
