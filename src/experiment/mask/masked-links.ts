/** Links as callers under a mask see them: none leads to what is hidden, or names it. */
import { documentNotFound } from '../../contract/missing-document.ts';
import { readSandboxUrl } from '../../contract/sandbox-url.ts';
import type { DocumentLinks, LinkedDocument, OutLinks } from '../../contract/search.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';

export class MaskedLinks {
  readonly #source: AnswerSource;
  readonly #mask: Mask;
  readonly #checkpoint: Checkpoint;
  /** Whether a link as it is written leads to what is hidden. */
  readonly #hidden = new Map<string, boolean>();

  constructor(source: AnswerSource, mask: Mask, checkpoint: Checkpoint) {
    this.#source = source;
    this.#mask = mask;
    this.#checkpoint = checkpoint;
  }

  /** As `AnswerSource.links`. @throws DOCUMENT_NOT_FOUND */
  async links(id: string): Promise<DocumentLinks> {
    if (this.#mask.hidesId(id)) throw documentNotFound(id);
    const { outgoing, incoming } = await this.#source.links(id, this.#checkpoint);
    return { id, outgoing: this.#visible(outgoing), incoming: this.#visible(incoming) };
  }

  /** As `AnswerSource.outLinks`. */
  async outLinks(id: string): Promise<OutLinks> {
    const nowhere: OutLinks = { documents: [], written: [] };
    if (this.#mask.hidesId(id)) return nowhere;
    const { documents, written } = (await this.#source.outLinks?.(id, this.#checkpoint)) ?? nowhere;
    return { documents: this.#visible(documents), written: await this.written(written) };
  }

  /** Links as they are written: ids, and addresses in any spelling that leads to a document. */
  async written(links: readonly string[]): Promise<string[]> {
    const shown: string[] = [];
    for (const link of links) if (!(await this.#leadsToHidden(link))) shown.push(link);
    return shown;
  }

  isSandboxUrl(url: string): boolean {
    return readSandboxUrl(this.#source.name, url) !== null;
  }

  async #leadsToHidden(link: string): Promise<boolean> {
    let isHidden = this.#hidden.get(link);
    if (isHidden === undefined) {
      isHidden = this.#mask.hidesId(link) || (await this.#isAtHidden(link));
      this.#hidden.set(link, isHidden);
    }
    return isHidden;
  }

  async #isAtHidden(link: string): Promise<boolean> {
    if (this.#mask.documents.length === 0) return false;
    const request = { urls: [link], offset: 0, maxChars: 1 };
    const [{ id }] = await this.#source.fetch(request, this.#checkpoint);
    return id !== null && this.#mask.hidesId(id);
  }

  #visible(documents: readonly LinkedDocument[]): LinkedDocument[] {
    return documents
      .filter(({ id }) => !this.#mask.hidesId(id))
      .map(({ id, url, title }) => ({ id, url: this.#mask.url(url), title: this.#mask.text(title) }));
  }
}
