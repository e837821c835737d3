/** What one mask hides from one call, and how it is told from what is not hidden. */
import { stemEnglish } from '../../analysis/english.ts';
import { SharedRuns } from '../../analysis/shared-runs.ts';
import { sha256 } from '../../bytes/hash.ts';
import type { SearchFilter } from '../../contract/search.ts';
import type { EditedText } from '../rewrite/edited-text.ts';
import { AliasFinder } from './alias-finder.ts';
import { maskText } from './masked-text.ts';

export interface HiddenEntity {
  /** Names that no answer holds. */
  readonly aliases: readonly string[];
  /** Ids of documents that are not there. */
  readonly documents: readonly string[];
  /** Ids of documents that tell of it to whoever opens them. */
  readonly unlockedBy: readonly string[];
}

/** Stands in the keys of masked calls; lists of texts are sorted, without repeats. */
export interface MaskParameters {
  readonly entities: readonly HiddenEntity[];
  /** Texts that no document may repeat: `SharedRuns`. */
  readonly forbidden: readonly string[];
  /** Stands where a name stood. */
  readonly sign: string;
}

/** Words in the place of those of hidden names: no collection holds them, and no word is one letter away. */
function unknownWord(number: number): string {
  return `zqx${number.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)])}wvkjpq`;
}

export class Mask {
  readonly finder: AliasFinder;
  /** Of queries: an index of English finds a word by any other of its stem. */
  readonly #askedFinder: AliasFinder;
  readonly forbidden: readonly string[];
  readonly documents: readonly string[];
  /** The same for the same parameters. */
  readonly key: string;
  readonly #parameters: MaskParameters;
  readonly #ids: ReadonlySet<string>;
  readonly #runs: SharedRuns | null;
  readonly #whenOpen = new Map<string, Mask>();

  constructor(parameters: MaskParameters) {
    const { entities, forbidden } = parameters;
    const aliases = entities.flatMap((entity) => entity.aliases);
    this.finder = new AliasFinder(aliases);
    this.#askedFinder = new AliasFinder(aliases, stemEnglish);
    this.documents = sorted(entities.flatMap(({ documents }) => documents));
    this.forbidden = forbidden;
    this.#parameters = parameters;
    this.key = sha256(JSON.stringify(parameters));
    this.#ids = new Set(this.documents);
    this.#runs = forbidden.length === 0 ? null : new SharedRuns(forbidden);
    for (const { unlockedBy } of entities) for (const id of unlockedBy) this.#whenOpen.set(id, this);
  }

  /** What is hidden in the document that is being opened: all but what it unlocks, for there it is to be learnt. */
  whenOpen(id: string): Mask {
    const known = this.#whenOpen.get(id);
    if (known !== this) return known ?? this;
    const entities = this.#parameters.entities.filter(({ unlockedBy }) => !unlockedBy.includes(id));
    const mask = new Mask({ ...this.#parameters, entities });
    this.#whenOpen.set(id, mask);
    return mask;
  }

  /** A document whose id is a hidden name is hidden with it: nothing could name it without telling it. */
  hidesId(id: string): boolean {
    return this.#ids.has(id) || this.finder.isIn(id);
  }

  /** Whether a document repeats a forbidden text. */
  forbids(title: string, text: string): boolean {
    return this.#runs !== null && (this.#runs.isRepeatedBy(text) || this.#runs.isRepeatedBy(title));
  }

  read(raw: string): EditedText {
    return maskText(raw, this.finder, this.#parameters.sign);
  }

  text(raw: string): string {
    return this.read(raw).text;
  }

  /** An address that would tell a name is none: the document has that of the sandbox, which is of its id. */
  url(url: string | null): string | null {
    return url === null || this.finder.isIn(url) ? null : url;
  }

  /** A JSON value: its texts, and the names of its members. */
  value<Value>(value: Value): Value;
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.text(name), this.value(member)]));
  }

  /**
   * What a caller looks for, with words that nobody knows in the place of those of hidden names, and of words of their stems. To leave a name out would tell that it is
   * one: an unknown name takes from the coverage, and a phrase with it is nowhere.
   */
  asked(text: string): string {
    const numbers = new Map<string, number>();
    let asked = '';
    let at = 0;
    for (const { word, start, end } of this.#askedFinder.findWords(text)) {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      asked += text.slice(at, start) + unknownWord(numbers.get(word) as number);
      at = end;
    }
    return asked + text.slice(at);
  }

  /** The filter of a caller, and what is hidden. @param found ids of documents to be hidden beside those that the mask names */
  filter(filter: SearchFilter | undefined, found: ReadonlySet<string> = new Set()): SearchFilter {
    const { excludeIds = [], excludeStrings = [], where, ...others } = filter ?? {};
    const ids = sorted([...excludeIds, ...this.documents, ...found]);
    const strings = sorted([...excludeStrings.map((text) => this.asked(text)), ...this.forbidden]);
    return {
      ...others,
      ...(ids.length > 0 && { excludeIds: ids }),
      ...(strings.length > 0 && { excludeStrings: strings }),
      ...(where !== undefined && { where: this.#askedValue(where) as typeof where }),
    };
  }

  #askedValue(value: unknown): unknown {
    if (typeof value === 'string') return this.asked(value);
    if (Array.isArray(value)) return value.map((item) => this.#askedValue(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#askedValue(member)]));
  }
}

export function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
}
