import { ANALYZER_NAMES, type AnalyzerName } from '../analysis/analyzer.ts';
import { createWordFolder, termOfWord } from '../analysis/analyzers.ts';
import { RUN_WORDS, SharedRuns } from '../analysis/shared-runs.ts';
import { StillwebError } from '../errors.ts';
import { MAX_EXCLUSION_CHARACTERS } from '../limits.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';
import { Bitmap } from './bitmap.ts';

/** Where the texts of documents are read. */
export type DocumentTexts = Pick<DocumentStore, 'getText' | 'getHeading'>;

/** Terms of a run that its documents are looked up by: the rarest. More of them hardly leave out more. */
const LOOKED_UP = 4;
/** Signs of words that are other terms, or several, in some place or for some analyzer: an apostrophe, the stops of an acronym. */
const UNSURE = /['.,+#⁄]/;

/**
 * The documents whose title or text repeats one of the strings, as `SharedRuns` has it. Those that hold the rarest terms of a run are
 * found by the inverted index; they are read and compared word by word.
 *
 * @throws StillwebError INVALID_REQUEST where over `MAX_EXCLUSION_CHARACTERS` would have to be read; which depends on index and strings alone
 */
export function findRepeating(view: IndexView, strings: readonly string[], texts: DocumentTexts): Bitmap {
  const candidates = new Candidates(view).of(strings);
  const characters = charactersOf(view, candidates);
  if (characters > MAX_EXCLUSION_CHARACTERS) {
    const documents = candidates.count();
    const message = `the words of filter.excludeStrings stand together in ${documents} documents, whose texts have ${characters} characters, and at most ${MAX_EXCLUSION_CHARACTERS} are compared; give longer or rarer texts`;
    const facts = { field: 'filter.excludeStrings', documents, characters, limit: MAX_EXCLUSION_CHARACTERS };
    throw new StillwebError('INVALID_REQUEST', message, facts);
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

/** Documents that hold a term. */
interface Holding {
  readonly documents: Bitmap;
  readonly count: number;
}

class Candidates {
  readonly #view: IndexView;
  readonly #analyzer: AnalyzerName;
  readonly #holding = new Map<string, Holding>();
  /** Documents with passages that touch, and how many of their passages do. */
  readonly #touching: ReadonlyMap<number, number>;

  constructor(view: IndexView) {
    this.#view = view;
    this.#analyzer = ANALYZER_NAMES.find((name) => name === view.index.manifest.analyzer.name) ?? 'plain';
    this.#touching = countTouching(view);
  }

  of(strings: readonly string[]): Bitmap {
    const fold = createWordFolder();
    const found = new Bitmap(this.#view.passages.documents);
    const seen = new Set<string>();
    for (const string of strings) {
      const terms: string[] = [];
      fold(string, (word) => terms.push(UNSURE.test(word) ? '' : termOfWord(this.#analyzer, word)));
      const length = Math.min(RUN_WORDS, terms.length);
      for (let start = 0; length > 0 && start + length <= terms.length; start++) {
        const rarest = this.#rarest(terms.slice(start, start + length));
        const key = rarest.join(' ');
        if (!seen.has(key)) this.#addHolding(rarest, found);
        seen.add(key);
      }
    }
    return found;
  }

  /** Of some terms the rarest, the rarest first; empty ones are none. */
  #rarest(terms: readonly string[]): string[] {
    const distinct = [...new Set(terms)].filter((term) => term !== '');
    const counted = distinct.map((term) => ({ term, count: this.#documentsWith(term).count }));
    counted.sort((a, b) => a.count - b.count || (a.term < b.term ? -1 : 1));
    return counted.slice(0, LOOKED_UP).map(({ term }) => term);
  }

  /** Adds the documents that hold all of the terms; of those that may have lost words between passages, all but so many. */
  #addHolding(terms: readonly string[], found: Bitmap): void {
    if (terms.length === 0) {
      // Nothing is known of a run of nothing but stop words.
      found.addRange(0, found.size);
      return;
    }
    const [first, ...others] = terms.map((term) => this.#documentsWith(term).documents);
    found.unite(others.reduce((all, next) => all.intersect(next), first.copy()));
    for (const [document, lost] of this.#touching) {
      let missing = first.has(document) ? 0 : 1;
      for (const other of others) if (!other.has(document)) missing++;
      if (missing <= lost) found.add(document);
    }
  }

  #documentsWith(term: string): Holding {
    const known = this.#holding.get(term);
    if (known !== undefined) return known;
    const { passages, postings, firstPassages } = this.#view;
    const documents = new Bitmap(passages.documents);
    for (const [shard, { terms }] of postings.entries()) {
      const ordinal = terms.find(term);
      if (ordinal < 0) continue;
      const first = firstPassages[shard];
      for (const passage of postings[shard].list(ordinal).passages) documents.add(passages.document[first + passage]);
    }
    const holding = { documents, count: documents.count() };
    this.#holding.set(term, holding);
    return holding;
  }
}

/** Passages are cut into words one by one: where one begins at the end of another, a word of the text may be in neither. */
function countTouching({ passages }: IndexView): ReadonlyMap<number, number> {
  const touching = new Map<number, number>();
  for (let passage = 1; passage < passages.passages; passage++) {
    const document = passages.document[passage];
    if (document !== passages.document[passage - 1] || passages.start[passage] !== passages.end[passage - 1]) continue;
    touching.set(document, (touching.get(document) ?? 0) + 1);
  }
  return touching;
}
