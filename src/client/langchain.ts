/** The face of `stillweb/langchain`: a retriever of LangChain.js over a server of stillweb. */
import { Document } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import { type ClientOptions, type SearchOptions, StillwebClient } from './client.ts';

export interface StillwebRetrieverOptions extends BaseRetrieverInput, ClientOptions {
  /** Documents, best first; default 4. */
  readonly k?: number;
  /** Other fields of the search. Default: passages, with their texts. */
  readonly search?: SearchOptions;
}

/** What stands in `metadata` of each document. */
export interface RetrievedMetadata extends Record<string, unknown> {
  /** The URL, or the id where there is none: what citations name. */
  readonly source: string;
  readonly id: string;
  readonly title: string;
  readonly rank: number;
  /** Comparable within one call only. */
  readonly score: number;
  /** `NAME@ID` of the index that answered. */
  readonly index: string;
  readonly date?: string;
  /** Where the text of a passage stands in that of its document, in UTF-16 code units. */
  readonly range?: { readonly start: number; readonly end: number; readonly total: number };
}

const DEFAULT_K = 4;

/** Gives passages with their texts as `pageContent`; with `search: { text: false }` their snippets. */
export class StillwebRetriever extends BaseRetriever<RetrievedMetadata> {
  static override lc_name(): string {
    return 'StillwebRetriever';
  }

  lc_namespace: string[] = ['stillweb', 'retrievers'];
  readonly client: StillwebClient;
  readonly #search: SearchOptions;

  constructor(options: StillwebRetrieverOptions = {}) {
    super(options);
    this.client = new StillwebClient(options);
    const search = { unit: 'passage' as const, text: true, ...options.search };
    this.#search = { snippet: search.text ? false : undefined, ...search, k: options.k ?? search.k ?? DEFAULT_K };
  }

  /** @throws StillwebClientError */
  override async _getRelevantDocuments(query: string): Promise<Document<RetrievedMetadata>[]> {
    const { index, hits } = await this.client.search(query, this.#search);
    return hits.map(({ id, url, title, text, snippet, rank, score, date, range, passage }) => {
      const metadata: RetrievedMetadata = {
        source: url ?? id,
        id,
        title,
        rank,
        score,
        index: `${index.name}@${index.id}`,
        ...(date !== undefined && { date }),
        ...(range !== undefined && { range }),
      };
      const unit = this.#search.unit === 'passage' ? (passage?.id ?? id) : id;
      return new Document({ id: unit, pageContent: text ?? snippet ?? '', metadata });
    });
  }
}
