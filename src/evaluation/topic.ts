/** One information need of a test collection: its id in the judgments, and the words to search. */
export interface Topic {
  readonly id: string;
  readonly text: string;
}

/** A topic and the line that it begins on. */
export interface LocatedTopic extends Topic {
  readonly line: number;
}
