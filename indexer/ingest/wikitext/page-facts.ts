/** What stands in a page beside its text, as it is found. */
export interface PageFacts {
  /** Addresses that links lead to, in text order, repeated ones too. */
  readonly links: string[];
  /** Names without `Category:`, in text order, repeated ones too. */
  readonly categories: string[];
  isDisambiguation: boolean;
}
