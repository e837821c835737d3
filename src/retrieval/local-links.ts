import type { IndexView } from '../store/index-view.ts';
import type { PassageSet } from './passage-set.ts';
import { type Neighbours, NO_PASSAGE, type RankerLinks } from './ranker.ts';

/** The links of an index that is open in this thread. */
export class LocalLinks implements RankerLinks<PassageSet> {
  readonly #view: Pick<IndexView, 'links' | 'passages'>;

  constructor(view: Pick<IndexView, 'links' | 'passages'>) {
    this.#view = view;
  }

  neighboursOf(documents: Uint32Array, limit: number): Neighbours {
    const { links } = this.#view;
    const starts = new Uint32Array(documents.length + 1);
    const lists: Uint32Array[] = [];
    for (let i = 0; i < documents.length; i++) {
      const out = links.outgoing(documents[i]).subarray(0, limit);
      const incoming = links.incoming(documents[i]).subarray(0, limit);
      lists.push(out, incoming);
      starts[i + 1] = starts[i] + out.length + incoming.length;
    }
    const joined = new Uint32Array(starts[documents.length]);
    let at = 0;
    for (const list of lists) {
      joined.set(list, at);
      at += list.length;
    }
    return { starts, documents: joined };
  }

  leadsOf(documents: Uint32Array, accept: PassageSet | null): Uint32Array {
    const { first } = this.#view.passages;
    return documents.map((document) => {
      for (let passage = first[document]; passage < first[document + 1]; passage++) {
        if (accept === null || accept.has(passage)) return passage;
      }
      return NO_PASSAGE;
    });
  }
}
