import { ANALYZER_NAMES, type AnalyzerName } from '../analysis/analyzer.ts';
import { createAnalyzer, createTermNumberer } from '../analysis/analyzers.ts';
import type { TermNumberer } from '../analysis/term-numberer.ts';
import { UNICODE_VERSION } from '../analysis/unicode-tables.ts';
import type { StoredDocument } from '../format/documents.ts';
import type { Manifest } from '../format/manifest.ts';
import { MAX_TITLE_TERMS } from '../limits.ts';
import type { IndexView } from '../store/index-view.ts';
import type { Findings } from '../store/invariants/findings.ts';
import type { Witness } from '../store/invariants/witness.ts';

/** As a build: src/format/passages.ts counts a longer title as this long. */
const MAX_TITLE_POSITIONS = 65_535;
/** Terms whose numbers are kept. */
const MAX_VOCABULARY = 1 << 19;
const UNKNOWN = -2;

/** Whether this program analyses texts as the one did that built the index. */
export function canAnalyse({ analyzer }: Pick<Manifest, 'analyzer'>): boolean {
  const name = ANALYZER_NAMES.find((known) => known === analyzer.name);
  return (
    name !== undefined && analyzer.unicode === UNICODE_VERSION && createAnalyzer(name).version === analyzer.version
  );
}

/**
 * Analyses every text again, and compares where its terms stand with what the postings and positions say. Neither side is
 * kept: each adds up, term by term, a hash of every place. Sums are equal where the places are, and by chance once in 2^64.
 */
export class TextWitness implements Witness {
  readonly #view: IndexView;
  readonly #numberer: TermNumberer;
  /** Per shard, two sums a term: what is stored, and what is read. */
  readonly #stored: readonly Uint32Array[];
  readonly #read: readonly Uint32Array[];
  /** Per shard: ordinal of the term of each number, UNKNOWN before it was looked for. */
  readonly #ordinals: Int32Array[];
  #shard = 0;
  readonly #foreign: string[] = [];
  readonly #titles: number[] = [];

  constructor(view: IndexView) {
    this.#view = view;
    this.#numberer = numbererOf(view.index.manifest.analyzer.name as AnalyzerName);
    this.#stored = view.postings.map(({ terms }) => new Uint32Array(terms.size * 2));
    this.#read = view.postings.map(({ terms }) => new Uint32Array(terms.size * 2));
    this.#ordinals = view.postings.map(() => new Int32Array(0));
  }

  occurs(shard: number, term: number, passage: number, position: number): void {
    addPlace(this.#stored[shard], term, passage, position);
  }

  read(number: number, { id, title, text }: StoredDocument): void {
    const { passages } = this.#view;
    const numberer = this.#numberer;
    if (numberer.vocabulary.length > MAX_VOCABULARY) {
      numberer.forget();
      for (const ordinals of this.#ordinals) ordinals.fill(UNKNOWN);
    }
    numberer.number(title);
    const count = passages.first[number + 1] - passages.first[number];
    const titleCount = Math.min(numberer.count, Math.floor(MAX_TITLE_TERMS / count));
    const titleTerms = numberer.terms.slice(0, titleCount);
    const titlePositions = numberer.positions.slice(0, titleCount);
    const titleLength = titleTerms.length === 0 ? 0 : titlePositions[titleTerms.length - 1] + 1;
    if (passages.title[number] !== Math.min(titleLength, MAX_TITLE_POSITIONS)) this.#titles.push(number);
    const textStart = titleLength === 0 ? 0 : titleLength + 1;
    for (let passage = passages.first[number]; passage < passages.first[number + 1]; passage++) {
      this.#add(passage, titleTerms, titlePositions, titleTerms.length, 0, id);
      numberer.number(text.slice(passages.start[passage], passages.end[passage]));
      this.#add(passage, numberer.terms, numberer.positions, numberer.count, textStart, id);
    }
  }

  #add(passage: number, terms: Uint32Array, positions: Uint32Array, count: number, start: number, id: string): void {
    const { firstPassages } = this.#view;
    // Passages come in their order.
    while (this.#shard + 1 < firstPassages.length && firstPassages[this.#shard + 1] <= passage) this.#shard++;
    const shard = this.#shard;
    const local = passage - firstPassages[shard];
    const sums = this.#read[shard];
    for (let i = 0; i < count; i++) {
      const ordinal = this.#ordinalOf(shard, terms[i]);
      if (ordinal >= 0) addPlace(sums, ordinal, local, start + positions[i]);
      else if (this.#foreign.length === 0) this.#foreign.push(id);
    }
  }

  #ordinalOf(shard: number, number: number): number {
    let ordinals = this.#ordinals[shard];
    if (number >= ordinals.length) {
      ordinals = new Int32Array((number + 1) * 2).fill(UNKNOWN);
      ordinals.set(this.#ordinals[shard]);
      this.#ordinals[shard] = ordinals;
    }
    if (ordinals[number] === UNKNOWN) {
      ordinals[number] = this.#view.postings[shard].terms.find(this.#numberer.vocabulary[number]);
    }
    return ordinals[number];
  }

  finish(findings: Findings): void {
    for (const document of this.#titles)
      findings.add('text', `the title of document ${document} ends elsewhere than passages.bin says`);
    for (const id of this.#foreign) findings.add('text', `document ${id} holds a term that its shard does not`);
    for (const [shard, stored] of this.#stored.entries()) {
      const read = this.#read[shard];
      for (let i = 0; i < stored.length; i += 2) {
        if (stored[i] === read[i] && stored[i + 1] === read[i + 1]) continue;
        findings.add('text', `shard ${shard}, term ${i / 2}: it does not stand in the texts where its positions say`);
      }
    }
  }
}

/** One a thread: its tables are large, and what it remembers of other texts moves time only. */
const numberers = new Map<AnalyzerName, TermNumberer>();

function numbererOf(name: AnalyzerName): TermNumberer {
  let numberer = numberers.get(name);
  if (numberer === undefined) {
    numberer = createTermNumberer(name);
    numberers.set(name, numberer);
  }
  return numberer;
}

/** Adds two hashes of a place to the sums of a term. */
function addPlace(sums: Uint32Array, term: number, passage: number, position: number): void {
  let hash = Math.imul(passage, 0x9e37_79b1) ^ Math.imul(position + 1, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
  sums[term * 2] += hash ^ (hash >>> 13);
  hash = Math.imul(hash ^ (hash >>> 16) ^ passage, 0x27d4_eb2f);
  sums[term * 2 + 1] += hash ^ (hash >>> 15);
}
