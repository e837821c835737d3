/** Whole texts of documents: what is hidden is found in a text before it is cut. */
import type { PlacedDocument } from '../../contract/search.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';
import type { MaskedText } from './masked-text.ts';

/** A document as it is, and its text as it is shown. */
export interface WholeDocument {
  readonly document: PlacedDocument;
  readonly masked: MaskedText;
}

/** Reads each document once for a request. */
export class WholeDocuments {
  readonly #source: AnswerSource;
  readonly #mask: Mask;
  readonly #checkpoint: Checkpoint;
  readonly #read = new Map<string, WholeDocument | null>();

  constructor(source: AnswerSource, mask: Mask, checkpoint: Checkpoint) {
    this.#source = source;
    this.#mask = mask;
    this.#checkpoint = checkpoint;
  }

  /** @returns null for one that is not there @throws what reading throws */
  async get(id: string): Promise<WholeDocument | null> {
    let whole = this.#read.get(id);
    if (whole === undefined) {
      whole = await this.#whole(id);
      this.#read.set(id, whole);
    }
    return whole;
  }

  async #whole(id: string): Promise<WholeDocument | null> {
    let text = '';
    for (;;) {
      const request = { ids: [id], offset: text.length, maxChars: Number.MAX_SAFE_INTEGER };
      const [document] = await this.#source.fetch(request, this.#checkpoint);
      if (document.error !== undefined || document.id === null) return null;
      text += document.text ?? '';
      const { end, total } = document.range ?? { end: text.length, total: text.length };
      // A source that gives a text in parts is asked for the next one.
      if (end >= total || document.text === '') return { document, masked: this.#mask.read(text) };
    }
  }
}
