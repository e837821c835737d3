/** Links as callers under a mask see them: none leads to what is hidden, or names it. */
import { documentNotFound } from '../../contract/missing-document.ts';
import type { DocumentLinks, LinkedDocument, OutLinks } from '../../contract/search.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';

export class MaskedLinks {
  readonly #source: AnswerSource;
  readonly #mask: Mask;
  readonly #checkpoint: Checkpoint;
  /** Ids of the documents that links lead to as they are written; null for none. */
  readonly #targets = new Map<string, string | null>();

  constructor(source: AnswerSource, mask: Mask, checkpoint: Checkpoint) {
    this.#source = source;
    this.#mask = mask;
    this.#checkpoint = checkpoint;
  }

  /** As `AnswerSource.links`. @throws DOCUMENT_NOT_FOUND */
  async links(id: string): Promise<DocumentLinks> {
    if (this.#mask.hidesId(id)) throw documentNotFound(id);
    const { outgoing, incoming } = await this.#source.links(id, this.#checkpoint);
    const mask = this.#mask.whenOpen(id);
    return { id, outgoing: visible(outgoing, mask), incoming: visible(incoming, mask) };
  }

  /** As `AnswerSource.outLinks`. */
  async outLinks(id: string): Promise<OutLinks> {
    const nowhere: OutLinks = { documents: [], written: [] };
    if (this.#mask.hidesId(id)) return nowhere;
    const { documents, written } = (await this.#source.outLinks?.(id, this.#checkpoint)) ?? nowhere;
    const mask = this.#mask.whenOpen(id);
    return { documents: visible(documents, mask), written: await this.written(written, mask) };
  }

  /** Links as they are written: ids, and addresses in any spelling that leads to a document. */
  async written(links: readonly string[], mask: Mask): Promise<string[]> {
    const shown: string[] = [];
    for (const link of links) {
      if (mask.hidesId(link)) continue;
      const target = mask.documents.length === 0 ? null : await this.#targetOf(link);
      if (target === null || !mask.hidesId(target)) shown.push(link);
    }
    return shown;
  }

  async #targetOf(link: string): Promise<string | null> {
    let target = this.#targets.get(link);
    if (target === undefined) {
      const request = { urls: [link], offset: 0, maxChars: 1 };
      [{ id: target }] = await this.#source.fetch(request, this.#checkpoint);
      this.#targets.set(link, target);
    }
    return target;
  }
}

function visible(documents: readonly LinkedDocument[], mask: Mask): LinkedDocument[] {
  return documents
    .filter(({ id }) => !mask.hidesId(id))
    .map(({ id, url, title }) => ({ id, url: mask.url(url), title: mask.text(title) }));
}
