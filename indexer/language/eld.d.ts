declare module 'eld/medium' {
  /** What `eld` finds. Scores are quotients of whole numbers: the same on every machine. */
  export interface LanguageResult {
    /** ISO 639-1; empty for none. */
    readonly language: string;
    /** @param ratio of the score that texts in the language have on average */
    isReliable(ratio?: number): boolean;
  }
  export const eld: { detect(text: string): LanguageResult };
}
