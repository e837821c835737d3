/** Documents as callers under a mask read them: ranges, lines, sections and places are those of the text that is shown. */
import { JsonText } from '../../bytes/json-text.ts';
import { missingDocument } from '../../contract/missing-document.ts';
import { type NamedLink, namedLinks } from '../../contract/named-links.ts';
import { readSandboxUrl } from '../../contract/sandbox-url.ts';
import type { FetchRequest, PlacedDocument } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import { contentsOf, readHeadings } from '../../reading/headings.ts';
import { writeMarkdown } from '../../reading/markdown.ts';
import { chooseRange, tellView } from '../../reading/read-view.ts';
import type { Checkpoint } from '../../retrieval/search-pipeline.ts';
import type { AnswerSource } from '../../serving/answer-source.ts';
import type { Mask } from './mask.ts';
import type { MaskedLinks } from './masked-links.ts';
import { type WholeDocument, WholeDocuments } from './whole-documents.ts';

interface Asked {
  readonly id: string | null;
  readonly url: string | null;
}

type Range = Required<PlacedDocument>['range'];

export class MaskedDocuments {
  readonly whole: WholeDocuments;
  readonly #source: AnswerSource;
  readonly #mask: Mask;
  readonly #links: MaskedLinks;
  readonly #checkpoint: Checkpoint;

  constructor(source: AnswerSource, mask: Mask, links: MaskedLinks, checkpoint: Checkpoint) {
    this.#source = source;
    this.#mask = mask;
    this.#links = links;
    this.#checkpoint = checkpoint;
    this.whole = new WholeDocuments(source, mask, checkpoint);
  }

  /** As `AnswerSource.fetch`. */
  async fetch(request: FetchRequest): Promise<PlacedDocument[]> {
    const { ids = [], urls = [], numbers = [] } = request;
    const documents: PlacedDocument[] = [];
    for (const id of ids) documents.push(await this.#fetchOne({ ids: [id] }, { id, url: null }, request));
    for (const url of urls) documents.push(await this.#fetchOne({ urls: [url] }, { id: null, url }, request));
    for (const number of numbers) {
      documents.push(await this.#fetchOne({ numbers: [number] }, { id: null, url: null }, request));
    }
    return documents;
  }

  async #fetchOne(
    keys: Pick<FetchRequest, 'ids' | 'urls' | 'numbers'>,
    asked: Asked,
    request: FetchRequest,
  ): Promise<PlacedDocument> {
    if (asked.url !== null && this.#isUntold(asked.url)) return missingDocument(asked);
    const plain = { ...keys, offset: 0, maxChars: Number.MAX_SAFE_INTEGER, fields: request.fields };
    const [found] = await this.#source.fetch(plain, this.#checkpoint);
    const whole = found.error === undefined ? await this.visible(found.id) : null;
    if (whole === null) return missingDocument(asked);
    return await this.show(whole, found, request);
  }

  /** An address that tells a hidden name is shown to nobody: a guess of it must not be told from any other. */
  #isUntold(url: string): boolean {
    // Those of the sandbox hold the id, and are as hidden as that is.
    return this.#mask.url(url) === null && readSandboxUrl(this.#source.name, url) === null;
  }

  /** Whether one may begin at an address: no document that is hidden has it. */
  async isOpen(url: string): Promise<boolean> {
    if (this.#isUntold(url)) return false;
    const [{ id }] = await this.#source.fetch({ urls: [url], offset: 0, maxChars: 1 }, this.#checkpoint);
    return id === null || (await this.visible(id)) !== null;
  }

  /** The document with this id; null for one that is hidden, or is not there. */
  async visible(id: string | null): Promise<WholeDocument | null> {
    if (id === null || this.#mask.hidesId(id)) return null;
    const whole = await this.whole.get(id);
    if (whole === null || this.#mask.forbids(whole.document.title ?? '', whole.masked.before)) return null;
    return whole;
  }

  /** @param found as the source gave it: with its fields, and the range of a passage where one was asked for */
  async show(
    whole: WholeDocument,
    found: PlacedDocument,
    request: Pick<FetchRequest, 'offset' | 'maxChars' | 'find' | 'view'>,
  ): Promise<PlacedDocument> {
    const { number, url, title = '', date, language, metadata, links, fields } = found;
    const id = found.id as string;
    const mask = this.#mask.whenOpen(id);
    const masked = mask === this.#mask ? whole.masked : mask.read(whole.masked.before);
    const { text } = masked;
    const passage = found.range ?? { start: 0, end: masked.before.length };
    const within = { start: masked.start(passage.start), end: masked.end(passage.end) };
    const placed = { ...(number !== undefined && { number }), id, url: mask.url(url) };
    let chosen: ReturnType<typeof chooseRange>;
    try {
      chosen = chooseRange(text, request, within);
    } catch (error) {
      if (!(error instanceof StillwebError) || error.code !== 'SECTION_NOT_FOUND') throw error;
      return { ...placed, error: { code: error.code, message: error.message } };
    }
    const range: Range = { start: chosen.start, end: chosen.end, total: text.length };
    const heading = mask.text(title);
    const isMarkdown = request.view?.format === 'markdown';
    return {
      ...placed,
      title: heading,
      text: isMarkdown
        ? writeMarkdown({
            ...{ title: heading, text, range, headings: contentsOf(readHeadings(text)) },
            links: request.view?.links === true && range.end === range.total ? await this.#listLinks(id) : null,
          })
        : text.slice(range.start, range.end),
      range,
      ...(date !== undefined && { date }),
      ...(language !== undefined && { language }),
      ...(metadata !== undefined && { metadata: maskMetadata(metadata, mask) }),
      ...(links !== undefined && { links: await this.#links.written(links, mask) }),
      ...(request.view !== undefined && tellView(text, request, chosen)),
      ...(fields !== undefined && { fields: mask.value(fields) }),
    };
  }

  async #listLinks(id: string): Promise<readonly NamedLink[]> {
    return namedLinks(this.#source.name, await this.#links.outLinks(id));
  }
}

/** As they were stored where they tell nothing. */
function maskMetadata(metadata: unknown, mask: Mask): unknown {
  if (!(metadata instanceof JsonText)) return mask.value(metadata);
  const value = metadata.toJSON();
  const masked = mask.value(value);
  return JSON.stringify(masked) === JSON.stringify(value) ? metadata : masked;
}
