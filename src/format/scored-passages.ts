/** What BM25 knows of passages beside their terms. Lengths and counts are in terms, which stop words are not. */

export interface ScoredPassages {
  /** Terms of each passage, those of its title included. */
  readonly lengths: Uint32Array;
  /** null where title and text are one field. */
  readonly fields: PassageFields | null;
}

export interface PassageFields {
  /** Terms that score as title; 0 for none. */
  readonly titleTerms: Uint32Array;
  /** 1 where those are the first words of a text, which they stay in. */
  readonly isRepeated: Uint8Array;
  /** 0 for the first passage of a document. */
  readonly isFollower: Uint8Array;
}

/** Sums over the passages of a collection, whose means shape every impact. */
export interface FieldTotals {
  readonly passages: number;
  /** Terms of the texts; where title and text are one field, of both. */
  readonly textTerms: number;
  /** Terms that score as title, and in how many passages there are any. */
  readonly titleTerms: number;
  readonly titledPassages: number;
}

/** A run of documents, as the tables of passages describe them. */
export interface DocumentRun {
  /** Passages of each document. */
  readonly passages: ArrayLike<number>;
  /** As in `PassageTable`. */
  readonly title: ArrayLike<number>;
  readonly titleTerms: ArrayLike<number>;
}

/** Whether a document of the run has first words in the place of a title. */
function hasFirstWords({ title, titleTerms }: DocumentRun, document: number): boolean {
  return title[document] === 0 && titleTerms[document] > 0;
}

/** The fields of so many passages of runs of documents, one run behind the other. */
export function layOutFields(passages: number, runs: Iterable<DocumentRun>): PassageFields {
  const fields = {
    titleTerms: new Uint32Array(passages),
    isRepeated: new Uint8Array(passages),
    isFollower: new Uint8Array(passages),
  };
  let first = 0;
  for (const run of runs) {
    for (let document = 0; document < run.passages.length; document++) {
      const end = first + run.passages[document];
      const areFirstWords = hasFirstWords(run, document);
      fields.titleTerms.fill(run.titleTerms[document], first, areFirstWords ? first + 1 : end);
      if (areFirstWords) fields.isRepeated[first] = 1;
      fields.isFollower.fill(1, first + 1, end);
      first = end;
    }
  }
  return fields;
}

/** @param tokens terms of all passages, those of titles included */
export function sumFields(passages: number, tokens: number, runs: Iterable<DocumentRun>): FieldTotals {
  let textTerms = tokens;
  let titleTerms = 0;
  let titledPassages = 0;
  for (const run of runs) {
    for (let document = 0; document < run.passages.length; document++) {
      const terms = run.titleTerms[document];
      if (terms === 0) continue;
      const areFirstWords = hasFirstWords(run, document);
      const count = areFirstWords ? 1 : run.passages[document];
      if (!areFirstWords) textTerms -= terms * count;
      titleTerms += terms * count;
      titledPassages += count;
    }
  }
  return { passages, textTerms, titleTerms, titledPassages };
}
