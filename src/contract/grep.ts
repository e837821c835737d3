/** Requests and answers of a grep, as the native API, the command line and later dialects share them. */
import type { SearchFilter } from './search.ts';

/** What is looked for, and where: what the pages of one grep have in common. */
export interface GrepPattern {
  /** Well-formed, not empty, without a line feed. */
  readonly pattern: string;
  /** True: a regular expression in the syntax of RE2. False: the text itself. */
  readonly regexp: boolean;
  readonly ignoreCase: boolean;
  /** A match begins and ends where the index cuts words. */
  readonly wholeWords: boolean;
  readonly filter?: SearchFilter;
}

/** Where a page of a grep begins. */
export interface GrepPlace {
  /** Number of the document in the collection. */
  readonly document: number;
  /** Where in its text matches may begin, in UTF-16 code units. */
  readonly offset: number;
  /** `bindingOf` the grep that the place belongs to. */
  readonly binding: string;
}

/** A canonical grep: every default filled in. */
export interface GrepRequest extends GrepPattern {
  /** Lines shown before and behind a line that matches. */
  readonly linesBefore: number;
  readonly linesAfter: number;
  /** Matches of a page. */
  readonly limit: number;
  /** Where the page begins; absent for the first document. */
  readonly from?: GrepPlace;
}

/** A line that matches, or so much of a long one as is shown. Offsets count UTF-16 code units; `end` is exclusive. */
export interface GrepMatch {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  /** From 1. */
  readonly line: number;
  /** The first match in `text`, as a place in the text of the document. */
  readonly start: number;
  readonly end: number;
  /** The line; of a long one a stretch, with `…` where it goes on. */
  readonly text: string;
  /** All matches in `text`, as ranges of it. */
  readonly highlights: readonly (readonly [number, number])[];
  /** The lines before and behind it, nearest to it last and first; long ones are cut. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface GrepPage {
  /** In the order of the collection, then of the text. */
  readonly matches: readonly GrepMatch[];
  /** Documents that this page has come to the end of. */
  readonly scanned: number;
  /** Documents that the filter admits: what the pages of a grep have scanned together. */
  readonly documents: number;
  /** Lines that are so long that a regular expression was shown their beginning alone. */
  readonly cutLines: number;
  /** Asks for the next page; null at the end. */
  readonly next: string | null;
}
