/** What a thread that parses PDF and DOCX is asked, and what it answers: data that passes between threads. */

export type FileKind = 'pdf' | 'docx';

export interface FileQuestion {
  readonly kind: FileKind;
  readonly bytes: Uint8Array;
}

/** What is in a file. */
export interface FileContent {
  /** Of a PDF the text of each page; of DOCX one part of HTML. */
  readonly parts: readonly string[];
  readonly title?: string;
  readonly author?: string;
  /** As the file writes it. */
  readonly date?: string;
  readonly language?: string;
}

/** Why there is nothing: `missing`, the package is not installed; `large`, a limit; `damaged`, anything else. */
export interface FileRefusal {
  readonly refused: 'missing' | 'large' | 'damaged';
  /** Goes on after the name of the file. */
  readonly what: string;
}

/** Thrown for a file that is sound and over a limit. The message goes on after the name of the file. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export type FileAnswer = FileContent | FileRefusal;
