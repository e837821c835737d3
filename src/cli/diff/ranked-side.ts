import type { SearchMode } from '../../contract/search.ts';
import type { Topic } from '../../evaluation/topic.ts';

/** One of the two whose rankings are compared. */
export interface RankedSide {
  /** For people and programs: which it is. */
  readonly name: string;
  /** Its own topics, in its order; null for what answers any query. */
  readonly topics: readonly Topic[] | null;
  /** Ids of documents in rank order, k at most; null where a file has no such topic. */
  rank(topic: Topic): Promise<readonly string[] | null>;
  close(): Promise<void>;
}

export interface SideOptions {
  readonly k: number;
  readonly mode?: SearchMode;
  /** Compare every vector. */
  readonly exact?: boolean;
  /** Of servers. */
  readonly token: string | null;
}
