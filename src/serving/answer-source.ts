/** The seam between an answer and the index that it comes from, wherever that lies. */
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type {
  DocumentLinks,
  FetchRequest,
  OutLinks,
  PlacedDocument,
  QueryResult,
  SearchRequest,
} from '../contract/search.ts';
import type { WalkedDocument, WalkRequest } from '../contract/walk.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import type { Original } from '../store/original-store.ts';
import type { AnswerIndex, FoundHits } from './answer-shape.ts';

/** One index, and how it answers requests. Every method may be asynchronous, and throws StillwebErrors for refusals and faults. */
export interface AnswerSource extends AnswerIndex {
  /** One entry for each query, in order. */
  search(request: SearchRequest, checkpoint: Checkpoint): Promise<readonly FoundHits[]>;
  /**
   * The documents of `ids`, then of `urls`; one that is not found has `error` in its place. A source that knows ranges alone need not look at
   * `view`: its answer then has no `next`, and is refused.
   */
  fetch(request: FetchRequest, checkpoint: Checkpoint): Promise<readonly PlacedDocument[]> | readonly PlacedDocument[];
  /** One page. Absent where there are no texts to look through. @throws PATTERN_INVALID, CURSOR_INVALID */
  grep?(request: GrepRequest, checkpoint: Checkpoint): Promise<GrepPage> | GrepPage;
  /** @throws DOCUMENT_NOT_FOUND */
  links(id: string, checkpoint: Checkpoint): Promise<DocumentLinks> | DocumentLinks;
  /** What a document was made of; null where that is not kept. Absent where nothing is. @throws DOCUMENT_NOT_FOUND */
  original?(id: string): Promise<Original | null> | Original | null;
  /** Where a document leads; nowhere for one that is not there. Absent where there is no link graph. */
  outLinks?(id: string, checkpoint: Checkpoint): Promise<OutLinks> | OutLinks;
  /** Documents along links from an address; none where nothing is there. Absent where there is no link graph. */
  walk?(request: WalkRequest, checkpoint: Checkpoint): Promise<readonly WalkedDocument[]> | readonly WalkedDocument[];
  /** What a treatment has to say of the answer that was just given, a sentence each, beside the notes of a search. Absent for nothing. */
  remarks?(): readonly string[];
}

/** Hits that a source has as objects. */
export function foundHits({ hits, coverage, corrections }: Omit<QueryResult, 'query'>): FoundHits {
  return {
    ...(coverage !== undefined && { coverage }),
    ...(corrections !== undefined && { corrections }),
    count: hits.length,
    hits: () => hits,
    write(out) {
      for (const [i, hit] of hits.entries()) out.text(`${i === 0 ? '' : ','}${JSON.stringify(hit)}`);
    },
  };
}
