import { MAX_DOCUMENT_CHARACTERS, MAX_FETCH_CHARACTERS } from '../../limits.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import { type Edit, EditedText } from './edited-text.ts';

/** What is changed in the texts of a document. */
export interface Rewriter {
  /** @param id of the document that the text belongs to */
  edits(text: string, id: string): readonly Edit[];
}

/** The whole texts of documents, rewritten: each is read once for an answer, if they are not very long together. */
export class WholeTexts {
  readonly #source: AnswerSource;
  readonly #rewriter: Rewriter;
  readonly #checkpoint: Checkpoint;
  readonly #known = new Map<string, EditedText | null>();
  /** Code units of the texts that are known. */
  #size = 0;

  constructor(source: AnswerSource, rewriter: Rewriter, checkpoint: Checkpoint) {
    this.#source = source;
    this.#rewriter = rewriter;
    this.#checkpoint = checkpoint;
  }

  /** Null for a document that is not there, or has no text. @throws what reading throws */
  async get(id: string): Promise<EditedText | null> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const text = await this.#read(id);
    const edited = text === null ? null : new EditedText(text, this.#rewriter.edits(text, id));
    this.#size += edited === null ? 0 : edited.before.length + edited.text.length;
    if (this.#size > MAX_DOCUMENT_CHARACTERS) {
      this.#known.clear();
      this.#size = 0;
    }
    this.#known.set(id, edited);
    return edited;
  }

  async #read(id: string): Promise<string | null> {
    let text = '';
    while (text.length < MAX_DOCUMENT_CHARACTERS) {
      const request = { ids: [id], offset: text.length, maxChars: MAX_FETCH_CHARACTERS };
      const [{ text: part, range }] = await this.#source.fetch(request, this.#checkpoint);
      if (part === undefined || range === undefined) return null;
      text += part;
      if (range.end >= range.total || part === '') break;
    }
    return text;
  }
}
