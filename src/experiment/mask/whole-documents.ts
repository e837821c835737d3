/** Whole texts of documents: what is hidden is found in a text before it is cut. */
import type { PlacedDocument } from '../../contract/search.ts';
import { MAX_MASKED_UNITS } from '../../limits.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { EditedText } from '../rewrite/edited-text.ts';
import type { Mask } from './mask.ts';

/** A document as it is, and its text as it is shown. */
export interface WholeDocument {
  readonly document: PlacedDocument;
  readonly masked: EditedText;
}

/** Documents that were read by this thread. */
const recent = new Map<string, WholeDocument>();
let recentUnits = 0;

function unitsOf({ masked }: WholeDocument): number {
  return masked.before.length + masked.text.length;
}

/** Reads each document once for a request, and remembers those that were read of late. */
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
      whole = await this.#remembered(id);
      this.#read.set(id, whole);
    }
    return whole;
  }

  /** What a document is under a mask never changes: index, id and mask say it. */
  async #remembered(id: string): Promise<WholeDocument | null> {
    const key = JSON.stringify([this.#source.name, this.#source.id, id, this.#mask.key]);
    const known = recent.get(key);
    if (known !== undefined) {
      // The order of a map is that of insertion: the first is the one that was longest unused.
      recent.delete(key);
      recent.set(key, known);
      return known;
    }
    const whole = await this.#whole(id);
    if (whole === null || recent.has(key)) return whole;
    recent.set(key, whole);
    recentUnits += unitsOf(whole);
    for (const [oldest, forgotten] of recent) {
      if (recentUnits <= MAX_MASKED_UNITS) break;
      recent.delete(oldest);
      recentUnits -= unitsOf(forgotten);
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
