import { writeDigest } from '../../bytes/hash.ts';
import { EqualTexts } from '../../format/duplicates.ts';
import { DIGEST_WORDS, findFirsts } from '../../format/equal-digests.ts';
import type { IndexView } from '../index-view.ts';
import type { Findings } from './findings.ts';
import { areEqual } from './links.ts';

/** Compares which texts are equal with what `duplicates.bin` says. Keeps 16 bytes for each document and each passage. */
export class DuplicateCheck {
  readonly #view: IndexView;
  readonly #documents: Uint32Array;
  readonly #passages: Uint32Array;

  /** @param view of which the passages are sound */
  constructor(view: IndexView) {
    this.#view = view;
    this.#documents = new Uint32Array(view.passages.documents * DIGEST_WORDS);
    this.#passages = new Uint32Array(view.passages.passages * DIGEST_WORDS);
  }

  read(number: number, text: string): void {
    const { first, start, end } = this.#view.passages;
    const behind = first[number + 1];
    for (let passage = first[number]; passage < behind; passage++) {
      const part = text.slice(start[passage], end[passage]);
      if (part !== '') writeDigest(part, this.#passages, passage * DIGEST_WORDS);
    }
    const at = number * DIGEST_WORDS;
    const from = first[number] * DIGEST_WORDS;
    if (behind - first[number] > 1) writeDigest(text.slice(start[first[number]], end[behind - 1]), this.#documents, at);
    else this.#documents.set(this.#passages.subarray(from, from + DIGEST_WORDS), at);
  }

  finish(findings: Findings): void {
    const { duplicates, index } = this.#view;
    const { repeatedDocuments, repeatedPassages } = index.manifest.counts;
    compare('documents', this.#documents, duplicates.documents, repeatedDocuments, findings);
    compare('passages', this.#passages, duplicates.passages, repeatedPassages, findings);
    checkNear(this.#view, findings);
  }
}

function compare(what: string, digests: Uint32Array, stored: EqualTexts, repeats: number, findings: Findings): void {
  const found = EqualTexts.fromFirsts(findFirsts(digests.length / DIGEST_WORDS, () => [digests]));
  const areSame =
    areEqual(stored.items, found.items) && areEqual(stored.firsts, found.firsts) && areEqual(stored.next, found.next);
  if (!areSame) findings.add('duplicate', `the ${what} of one text are others than duplicates.bin says`);
  if (found.repeats !== repeats)
    findings.add('duplicate', `${found.repeats} ${what} repeat an earlier one, the manifest says ${repeats}`);
}

/** Texts are not compared anew: what is nearly the same is for analysis to say. */
function checkNear({ duplicates: { documents, near }, index }: IndexView, findings: Findings): void {
  if (near === undefined) return;
  const isSplit = documents.items.some((item, place) => near.firstOf(item) !== near.firstOf(documents.firsts[place]));
  if (isSplit) findings.add('duplicate', 'documents of one text are in several groups of near copies');
  const repeats = near.repeats - documents.repeats;
  const told = index.manifest.nearDuplicates?.documents;
  if (repeats !== told) findings.add('duplicate', `${repeats} documents are near copies, the manifest says ${told}`);
}
