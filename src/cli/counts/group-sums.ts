import { QUARTERS_PER_WORD } from '../../../indexer/segment/words.ts';
import type { CountedName, NamedCounts } from './index-counts.ts';

/** Sums over documents by group: ordinal 0 is for those without one. All are integers below 2^53, so that no order shows. */
export class GroupSums {
  #documents = new Float64Array(256);
  #passages = new Float64Array(256);
  #quarters = new Float64Array(256);

  add(group: number, passages: number, quarters: number): void {
    if (group >= this.#documents.length) this.#grow(group + 1);
    this.#documents[group]++;
    this.#passages[group] += passages;
    this.#quarters[group] += quarters;
  }

  #grow(groups: number): void {
    const length = Math.max(groups, this.#documents.length * 2);
    this.#documents = grown(this.#documents, length);
    this.#passages = grown(this.#passages, length);
    this.#quarters = grown(this.#quarters, length);
  }

  /**
   * @param nameOf a group, 1 and above
   * @param top names at the most
   * @param isByName whether all are in the order of their names; else those with most documents come first
   */
  named(nameOf: (group: number) => string, top: number, isByName = false): NamedCounts {
    const groups: number[] = [];
    for (let group = 1; group < this.#documents.length; group++) if (this.#documents[group] > 0) groups.push(group);
    // Only so many names are made as are told, but for those that are as frequent as the last of them.
    const kept = isByName ? groups : this.#mostFrequent(groups, top);
    const counted = kept.map((group): CountedName => ({ name: nameOf(group), ...this.#sums(group) }));
    counted.sort((a, b) => (isByName ? 0 : b.documents - a.documents) || (a.name < b.name ? -1 : 1));
    return { names: groups.length, without: this.#documents[0], top: counted.slice(0, top) };
  }

  #mostFrequent(groups: readonly number[], top: number): number[] {
    if (groups.length <= top) return [...groups];
    const counts = Float64Array.from(groups, (group) => this.#documents[group]).sort();
    const least = counts[counts.length - top];
    return groups.filter((group) => this.#documents[group] >= least);
  }

  #sums(group: number): Omit<CountedName, 'name'> {
    return {
      documents: this.#documents[group],
      passages: this.#passages[group],
      words: wordsOf(this.#quarters[group]),
    };
  }
}

/** Words of so many quarters, a begun one counted. */
export function wordsOf(quarters: number): number {
  return Math.ceil(quarters / QUARTERS_PER_WORD);
}

function grown(sums: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(sums);
  return larger;
}
