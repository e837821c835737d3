import type { LanguageResult } from 'eld/medium';
import { findDetector } from './find-detector.ts';
import { cutWindows } from './text-windows.ts';

/** Which language is a text in? By its groups of four bytes, as the package `eld` knows them of 60 languages. */

/** Bytes of UTF-8 that a window has at least: less is no guess. */
const LEAST_BYTES = 60;
/**
 * Of the score that texts in the language have on average; below it the text is in none of those that are known. Measured:
 * docs/decisions/043-near-duplicates.md.
 */
const LEAST_RATIO = 0.9;

export class LanguageDetector {
  readonly #detect: (text: string) => LanguageResult;

  private constructor(detect: (text: string) => LanguageResult) {
    this.#detect = detect;
  }

  /** Loads the package: 0.4 s, and some 60 MB of memory. @throws StillwebError DETECTOR_MISSING */
  static async open(): Promise<LanguageDetector> {
    findDetector();
    const { eld } = await import('eld/medium');
    return new LanguageDetector((text) => eld.detect(text));
  }

  /**
   * The language of a text: the one that more than half of its windows are in.
   *
   * @returns ISO 639-1, lower case; null where the text is too short, or in no one language that is known
   */
  detect(text: string): string | null {
    const windows = cutWindows(text);
    const votes = new Map<string, number>();
    for (const window of windows) {
      const language = this.#languageOf(window);
      if (language === null) continue;
      const count = (votes.get(language) ?? 0) + 1;
      if (count * 2 > windows.length) return language;
      votes.set(language, count);
    }
    return null;
  }

  #languageOf(window: string): string | null {
    if (Buffer.byteLength(window) < LEAST_BYTES) return null;
    const result = this.#detect(window);
    return result.language !== '' && result.isReliable(LEAST_RATIO) ? result.language : null;
  }
}
