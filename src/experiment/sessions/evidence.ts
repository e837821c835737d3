import { DocumentStore } from '../../store/document-store.ts';
import { type IndexView, viewIndex } from '../../store/index-view.ts';
import type { OpenIndex } from '../../store/open-index.ts';
import type { TermSets } from './query-terms.ts';

/** Where the terms of documents come from that a log names by id alone. */
export interface Evidence {
  /** Terms of title and text; null for a document that is not known. */
  termsOf(id: string): ReadonlySet<string> | null;
}

/** Documents whose terms are kept: what the sessions of one topic find again and again. */
const KEPT_DOCUMENTS = 4096;

/** The documents of an index: whole texts, which is at least what any answer showed of them. */
export class IndexEvidence implements Evidence {
  readonly #view: IndexView;
  readonly #store: DocumentStore;
  readonly #terms: TermSets;
  /** In order of use, the last used last. */
  readonly #kept = new Map<string, ReadonlySet<string> | null>();

  /** @throws StillwebError INDEX_CORRUPT */
  static async open(index: OpenIndex, terms: TermSets): Promise<IndexEvidence> {
    const view = viewIndex(index);
    return new IndexEvidence(view, await DocumentStore.open(index.folder, view.blocks), terms);
  }

  private constructor(view: IndexView, store: DocumentStore, terms: TermSets) {
    this.#view = view;
    this.#store = store;
    this.#terms = terms;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  termsOf(id: string): ReadonlySet<string> | null {
    const known = this.#kept.get(id);
    if (known !== undefined) {
      this.#kept.delete(id);
      this.#kept.set(id, known);
      return known;
    }
    const made = this.#read(id);
    if (this.#kept.size >= KEPT_DOCUMENTS) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(id, made);
    return made;
  }

  close(): void {
    this.#store.close();
  }

  #read(id: string): ReadonlySet<string> | null {
    const document = this.#view.ids.find(id);
    if (document < 0) return null;
    const { title, text } = this.#store.getText(document);
    const terms = new Set<string>();
    this.#terms.addTerms(title, terms);
    this.#terms.addTerms(text, terms);
    return terms;
  }
}
