import type { AnswerShape } from './answer-shape.ts';

/** A document of a numbered answer. */
export interface NumberedDocument {
  /** Null for one that is not there, and where the backend knows no numbers. */
  readonly number: number | null;
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string;
}

/** The headings of documents with their places in the order of the collection: for doors whose callers name documents by number. */
export const numberedShape: AnswerShape = {
  name: 'numbered',

  writeFetch({ documents }, out) {
    const told = documents.map(
      ({ number = null, id, url, title = '' }): NumberedDocument => ({ number, id, url, title }),
    );
    out.text(JSON.stringify(told));
  },
};
