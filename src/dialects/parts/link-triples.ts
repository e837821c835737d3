/** Facts as a graph of knowledge has them, told by links: one document, what its text says of another, and that other. */
import type { Analyzer } from '../../analysis/analyzer.ts';
import { normaliseWord } from '../../analysis/normalise.ts';
import { isRequestWord } from '../../analysis/request-words.ts';
import { Sign, signOf } from '../../analysis/sentence-signs.ts';

export interface Triple {
  readonly subject_phrase: string;
  readonly predicate_phrase: string;
  readonly object_phrase: string;
}

/** A document that was found, and the titles of those that it links to, in the order of its text. */
export interface LinkedText {
  readonly title: string;
  readonly text: string;
  readonly targets: readonly string[];
}

/** Of a link whose target the text does not name. */
const NO_SENTENCE = 'links to';
/** UTF-16 code units of a predicate: as many on each side of the name at the most. */
const MOST_AROUND = 150;
/** Links of one document, and places where a text names a target, that are looked at. */
const MOST_LINKS = 200;
const MOST_PLACES = 4;
const PART_OF_WORD = /[\p{L}\p{N}]/u;

/** A sentence, and which terms of the query it holds. */
interface Told {
  readonly sentence: string;
  readonly held: ReadonlySet<string>;
}

/**
 * Those that share the most terms with the query come first; then the order of the documents, and of their links, holds. Of the sentences that
 * name a target the one that shares the most is told, the first of them.
 *
 * @param texts in the order in which they were found
 * @param analyzer of the index
 * @param most 1 …
 * @returns triples, and how many different terms of the query each holds
 */
export function triplesOf(
  query: string,
  texts: readonly LinkedText[],
  analyzer: Analyzer,
  most: number,
): { readonly triple: Triple; readonly shared: number }[] {
  const wanted = namingTerms(query, analyzer);
  const heldBy = (text: string): Set<string> => {
    const held = new Set<string>();
    analyzer.analyze(text, (term) => {
      if (wanted.has(term)) held.add(term);
    });
    return held;
  };
  const all = texts.flatMap(({ title, text, targets }) => {
    const reader = new SentenceReader(text, heldBy);
    const subject = heldBy(title);
    return targets.slice(0, MOST_LINKS).map((target) => {
      const { sentence, held } = reader.bestAbout(target);
      return {
        triple: { subject_phrase: title, predicate_phrase: sentence, object_phrase: target },
        shared: new Set([...subject, ...held, ...heldBy(target)]).size,
      };
    });
  });
  return all.sort((one, other) => other.shared - one.shared).slice(0, most);
}

/** All terms of a query but those of words that only ask, unless there are no others. */
function namingTerms(query: string, analyzer: Analyzer): ReadonlySet<string> {
  const [naming, all] = [new Set<string>(), new Set<string>()];
  analyzer.analyzeQuery(query, (term, _position, start, end) => {
    all.add(term);
    if (!isRequestWord(normaliseWord(query.slice(start, end)))) naming.add(term);
  });
  return naming.size > 0 ? naming : all;
}

class SentenceReader {
  readonly #text: string;
  readonly #lower: string;
  readonly #heldBy: (text: string) => ReadonlySet<string>;
  /** By where they begin and end: many links stand in one sentence. */
  readonly #told = new Map<string, Told>();

  constructor(text: string, heldBy: (text: string) => ReadonlySet<string>) {
    this.#text = text;
    this.#lower = text.toLowerCase();
    this.#heldBy = heldBy;
  }

  bestAbout(name: string): Told {
    let best: Told | null = null;
    for (const at of this.#placesOf(name.toLowerCase())) {
      const told = this.#around(at, at + name.length);
      if (best === null || told.held.size > best.held.size) best = told;
    }
    return best ?? { sentence: NO_SENTENCE, held: new Set() };
  }

  /** Whatever its case, and as whole words. */
  *#placesOf(name: string): Generator<number> {
    // Where lower case has another length, places in it are none of the text.
    if (name === '' || this.#lower.length !== this.#text.length) return;
    let found = 0;
    for (let at = this.#lower.indexOf(name); at !== -1; at = this.#lower.indexOf(name, at + 1)) {
      const isPart = [at - 1, at + name.length].some((place) => PART_OF_WORD.test(this.#lower.charAt(place)));
      if (isPart) continue;
      yield at;
      if (++found === MOST_PLACES) return;
    }
  }

  /** The sentence around a stretch; with the blanks of one line. */
  #around(start: number, end: number): Told {
    const text = this.#text;
    let from = start;
    while (from > Math.max(0, start - MOST_AROUND) && !endsSentence(text, from - 1)) from--;
    let to = end;
    const last = Math.min(text.length, end + MOST_AROUND);
    while (to < last && !endsSentence(text, to)) to++;
    if (to < last && signOf(text.charCodeAt(to)) !== Sign.Line) to++;
    const place = `${from} ${to}`;
    const known = this.#told.get(place);
    if (known !== undefined) return known;
    const sentence = text.slice(from, to).toWellFormed().replace(/\s+/g, ' ').trim();
    const told = { sentence, held: this.#heldBy(sentence) };
    this.#told.set(place, told);
    return told;
  }
}

function endsSentence(text: string, at: number): boolean {
  const sign = signOf(text.charCodeAt(at));
  if (sign === Sign.Line || sign === Sign.Paragraph || sign === Sign.WideTerminator) return true;
  if (sign !== Sign.Terminator) return false;
  const next = at + 1 < text.length ? signOf(text.charCodeAt(at + 1)) : Sign.Line;
  return next === Sign.White || next === Sign.Line || next === Sign.Paragraph;
}
