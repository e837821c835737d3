import { ANALYZER_NAMES, type AnalyzerName } from '../analysis/analyzer.ts';
import { createWordFolder, termOfWord } from '../analysis/analyzers.ts';
import { RUN_WORDS, SharedRuns } from '../analysis/shared-runs.ts';
import { type ErrorFacts, StillwebError } from '../errors.ts';
import { MAX_EXCLUSION_CHARACTERS, MAX_EXCLUSION_POSTINGS } from '../limits.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import { Bitmap } from './bitmap.ts';

/** Where the texts of documents are read. */
export type DocumentTexts = Pick<DocumentStore, 'getText' | 'getHeading'>;

/** Terms of a run that its documents are looked up by: the rarest. With eight, a sixth fewer articles of Wikipedia are read, and twice the lists. */
const LOOKED_UP = 4;
/** Postings of a list that is no longer a rare one's are at least so many. */
const MOST_RARE = 256;
/** Signs of words that are other terms, or several, in some place or for some analyzer: an apostrophe, the stops of an acronym. */
const UNSURE = /['.,+#⁄]/;

/**
 * The documents whose title or text repeats one of the strings, as `SharedRuns` has it. Those that hold the rarest terms of a run are
 * found by the inverted index; they are read and compared word by word.
 *
 * @throws StillwebError INVALID_REQUEST where more postings, or texts, would have to be read than may be; which depends on index and strings alone
 */
export function findRepeating(
  view: IndexView,
  strings: readonly string[],
  texts: DocumentTexts,
  limits = { postings: MAX_EXCLUSION_POSTINGS, characters: MAX_EXCLUSION_CHARACTERS },
): Bitmap {
  const candidates = new Candidates(view, limits.postings).of(strings);
  const characters = charactersOf(view, candidates);
  const limit = limits.characters;
  if (characters > limit) {
    const documents = candidates.count();
    const what = `stand together in ${documents} documents, whose texts have ${characters} characters, and at most ${limit} are compared`;
    throw tooCommon(what, { documents, characters, limit });
  }
  const runs = new SharedRuns(strings);
  const found = new Bitmap(view.passages.documents);
  candidates.forEach((document) => {
    const { title, text } = texts.getText(document);
    if (runs.isRepeatedBy(text) || runs.isRepeatedBy(title)) found.add(document);
  });
  return found;
}

/** Lengths of the texts of some documents, in UTF-16 code units, up to where their last passages end. */
function charactersOf({ passages: { first, end } }: IndexView, documents: Bitmap): number {
  let sum = 0;
  documents.forEach((document) => {
    if (first[document] < first[document + 1]) sum += end[first[document + 1] - 1];
  });
  return sum;
}

/** The documents that may repeat one of some strings. */
class Candidates {
  readonly #view: IndexView;
  readonly #analyzer: AnalyzerName;
  readonly #found: Bitmap;
  /** Per document: words that may be in none of its passages, up to `LOOKED_UP`. */
  readonly #lost: Uint8Array;
  /** Per document: terms of the run that is looked up. All 0 between two of them. */
  readonly #counts: Uint8Array;
  #postings: number;

  /** @param postings most that are looked at */
  constructor(view: IndexView, postings: number) {
    const { documents } = view.passages;
    this.#view = view;
    this.#analyzer = ANALYZER_NAMES.find((name) => name === view.index.manifest.analyzer.name) ?? 'plain';
    this.#found = new Bitmap(documents);
    this.#lost = countLost(view);
    this.#counts = new Uint8Array(documents);
    this.#postings = postings;
  }

  /** @throws StillwebError INVALID_REQUEST where more postings would be looked at than may be */
  of(strings: readonly string[]): Bitmap {
    const fold = createWordFolder();
    const seen = new Set<string>();
    for (const string of strings) {
      const terms: string[] = [];
      fold(string, (word) => terms.push(UNSURE.test(word) ? '' : termOfWord(this.#analyzer, word)));
      const length = Math.min(RUN_WORDS, terms.length);
      for (let start = 0; length > 0 && start + length <= terms.length; start++) {
        const rarest = this.#rarest(terms.slice(start, start + length));
        const key = rarest.join(' ');
        if (!seen.has(key)) this.#addHolding(rarest);
        seen.add(key);
      }
    }
    return this.#found;
  }

  /** Of some terms the rarest; empty ones are none. */
  #rarest(terms: readonly string[]): string[] {
    const distinct = [...new Set(terms)].filter((term) => term !== '');
    const measured = distinct.map((term) => ({ term, size: this.#sizeOf(term) }));
    measured.sort((a, b) => a.size - b.size || (a.term < b.term ? -1 : 1));
    return measured.slice(0, LOOKED_UP).map(({ term }) => term);
  }

  readonly #sizes = new Map<string, number>();

  /** What the lists of a term take, which grows with the documents that hold it. No list is read. */
  #sizeOf(term: string): number {
    let size = this.#sizes.get(term);
    if (size !== undefined) return size;
    size = 0;
    for (const shard of this.#view.postings) {
      const ordinal = shard.terms.find(term);
      if (ordinal < 0) continue;
      const { start, rareCount } = shard.locate(ordinal);
      size += rareCount > 0 ? rareCount : MOST_RARE + shard.frequentStarts[start + 1] - shard.frequentStarts[start];
    }
    this.#sizes.set(term, size);
    return size;
  }

  /** Adds the documents that hold all of the terms, but for so many as they may have lost between passages. */
  #addHolding(terms: readonly string[]): void {
    if (terms.length === 0) {
      // Nothing is known of a run of nothing but stop words.
      this.#found.addRange(0, this.#found.size);
      return;
    }
    const [counts, lost] = [this.#counts, this.#lost];
    const lists = terms.map((term) => this.#documentsWith(term));
    for (const list of lists) for (const document of list) counts[document]++;
    for (const list of lists) {
      for (const document of list) {
        if (counts[document] > 0 && terms.length - counts[document] <= lost[document]) this.#found.add(document);
        counts[document] = 0;
      }
    }
    for (let document = 0; document < lost.length; document++) {
      if (lost[document] >= terms.length) this.#found.add(document);
    }
  }

  /** Ascending, each once. */
  #documentsWith(term: string): Uint32Array {
    const { passages, postings, firstPassages } = this.#view;
    const parts = postings.map((shard, i) => {
      const ordinal = shard.terms.find(term);
      const list = ordinal < 0 ? new Uint32Array(0) : shard.list(ordinal).passages;
      return list.map((passage) => passages.document[firstPassages[i] + passage]);
    });
    const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
    this.#postings -= all.length;
    if (this.#postings < 0) throw tooCommon('are in too many documents to be looked up', {});
    let count = 0;
    for (const part of parts) {
      for (const document of part) if (count === 0 || all[count - 1] !== document) all[count++] = document;
    }
    return all.subarray(0, count);
  }
}

/**
 * Passages are cut into words one by one: where one begins at the end of another, a word of the text may be in neither. So many may be
 * lost in each document, up to as many as are looked up.
 */
function countLost({ passages }: IndexView): Uint8Array {
  const lost = new Uint8Array(passages.documents);
  for (let passage = 1; passage < passages.passages; passage++) {
    const document = passages.document[passage];
    if (document !== passages.document[passage - 1] || passages.start[passage] !== passages.end[passage - 1]) continue;
    if (lost[document] < LOOKED_UP) lost[document]++;
  }
  return lost;
}

function tooCommon(what: string, facts: ErrorFacts): StillwebError {
  const message = `the words of filter.excludeStrings ${what}; give longer or rarer texts`;
  return new StillwebError('INVALID_REQUEST', message, { field: 'filter.excludeStrings', ...facts });
}
