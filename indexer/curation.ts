import type { StillwebError } from '../src/errors.ts';
import type { Catalogue } from './catalogue.ts';
import {
  type CopyChoice,
  DEFAULT_COPIES,
  DEFAULT_NEAR_PERCENT,
  isDropChoice,
  isNearChoice,
} from './copies/copy-choice.ts';
import { CopyFilter } from './copies/copy-filter.ts';
import type { CollectedDocument } from './ingest/collection.ts';
import { recordFault } from './ingest/record-fault.ts';

/** What of the settings of a build says which sound documents are left out, and what is found of the others. */
export interface CurationSettings {
  readonly duplicates?: CopyChoice;
  readonly nearPercent?: number;
  readonly detectLanguage?: boolean;
  readonly keepLanguages?: readonly string[];
}

/** Finds languages, and leaves out copies and what is in other languages than those that are kept. One for each reading. */
export class Curation {
  readonly #copies: CopyFilter | null;
  readonly #detect: ((text: string) => string | null) | null;
  readonly #kept: ReadonlySet<string> | null;
  #dropped = 0;
  #detected = 0;

  private constructor(
    copies: CopyFilter | null,
    detect: ((text: string) => string | null) | null,
    kept: readonly string[] | undefined,
  ) {
    this.#copies = copies;
    this.#detect = detect;
    this.#kept = kept === undefined ? null : new Set(kept);
  }

  /** @param folder for a file of this reading @throws StillwebError DETECTOR_MISSING, STORAGE_FAILED */
  static async open(settings: CurationSettings, folder: string): Promise<Curation> {
    const { duplicates = DEFAULT_COPIES, nearPercent = DEFAULT_NEAR_PERCENT, detectLanguage, keepLanguages } = settings;
    const detect = detectLanguage === true ? await openDetector() : null;
    const percent = isNearChoice(duplicates) ? nearPercent : null;
    const copies = isDropChoice(duplicates) ? new CopyFilter(percent, folder) : null;
    return new Curation(copies, detect, keepLanguages);
  }

  /** What it has done, as far as it was asked to. */
  tally(): { readonly dropped?: number; readonly detected?: number } {
    return {
      ...(this.#copies !== null && { dropped: this.#dropped }),
      ...(this.#detect !== null && { detected: this.#detected }),
    };
  }

  /** The document with its language, where it tells none and one is found. */
  complete(collected: CollectedDocument): CollectedDocument {
    const { document } = collected;
    if (this.#detect === null || document.language !== undefined) return collected;
    const language = this.#detect(document.text === '' ? document.title : document.text);
    if (language === null) return collected;
    this.#detected++;
    return { ...collected, document: { ...document, language }, isDetected: true };
  }

  /** Why a document that `complete` gave is left out; null for one that may stay. */
  refuse({ document, location }: CollectedDocument, catalogue: Catalogue): StillwebError | null {
    const { id, language, text, url } = document;
    if (this.#kept !== null && !isKept(language, this.#kept)) {
      const what = language === undefined ? 'in no language that is known' : `in the language ${language}`;
      return recordFault(
        'DOCUMENT_LANGUAGE',
        location,
        `has a document ${JSON.stringify(id)} ${what}, which is not kept`,
        {
          id,
          ...(language !== undefined && { language }),
        },
      );
    }
    // What has an id that was given before is a bad record, whatever it repeats.
    if (this.#copies === null || catalogue.hasId(id)) return null;
    const found = this.#copies.find(text);
    if (found === null) return null;
    this.#dropped++;
    const original = catalogue.idOf(found.number);
    const address = catalogue.addressOf(found.number);
    // Links to the copy lead to what stays.
    if (url !== undefined && address !== null) catalogue.addAlias({ alias: url, url: address });
    const share = found.isIdentical ? 'the text' : 'nearly the text';
    const what = `has a document ${JSON.stringify(id)} with ${share} of ${JSON.stringify(original)}, which stands before it`;
    return recordFault('DOCUMENT_DUPLICATE', location, what, { id, original, identical: found.isIdentical });
  }

  /** To be called for each document that was taken. @param number of it */
  keep(number: number): void {
    this.#copies?.keep(number);
  }

  close(): void {
    this.#copies?.close();
  }
}

/** Each once, in one order, however they were asked for. */
export function sortedLanguages(languages: readonly string[]): readonly string[] {
  return [...new Set(languages)].sort();
}

/** `en` keeps `en-us` too, and `und` (BCP 47: undetermined) what is in no language that is known. */
function isKept(language = 'und', kept: ReadonlySet<string>): boolean {
  return kept.has(language) || kept.has(language.split('-', 1)[0]);
}

async function openDetector(): Promise<(text: string) => string | null> {
  const { LanguageDetector } = await import('./language/language-detector.ts');
  const detector = await LanguageDetector.open();
  return (text) => detector.detect(text);
}
