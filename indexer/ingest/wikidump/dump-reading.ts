import { isAscii, isUtf8 } from 'node:buffer';
import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';
import { StillwebError } from '../../../src/errors.ts';
import { MAX_PAGE_BYTES } from '../../../src/limits.ts';
import { readCalendarDate } from '../calendar-date.ts';
import type { CollectedDocument, CollectionDocument, CollectionFile, ReadOptions } from '../collection.ts';
import { checkWhole } from '../document-check.ts';
import { findInvalidUtf8 } from '../line-splitter.ts';
import { recordFault, reportFault } from '../record-fault.ts';
import { readWikitext } from '../wikitext/read-wikitext.ts';
import { cleanTitle, WikiSite } from '../wikitext/wiki-site.ts';
import { type PageFields, readPageFields } from './page-fields.ts';
import { type DumpPiece, PageSplitter } from './page-splitter.ts';
import { readSiteInfo } from './site-info.ts';

/** One dump, read chunk by chunk. */
export class Dump {
  readonly #file: CollectionFile;
  readonly #options: ReadOptions;
  readonly #splitter = new PageSplitter(MAX_PAGE_BYTES);
  #site = new WikiSite();

  constructor(file: CollectionFile, options: ReadOptions) {
    this.#file = file;
    this.#options = options;
  }

  read(chunk: Buffer): CollectedDocument[] {
    const collected: CollectedDocument[] = [];
    for (const piece of this.#splitter.split(chunk)) {
      const document = this.#collect(piece);
      if (document !== null) collected.push(document);
    }
    return collected;
  }

  /** @throws StillwebError INPUT_CORRUPT */
  finish(): void {
    const { path } = this.#file;
    if (this.#splitter.isInPage) {
      const reason = 'it ends inside a page';
      throw new StillwebError('INPUT_CORRUPT', `${path} is no whole dump: ${reason}`, { file: path, reason });
    }
  }

  #collect(piece: DumpPiece): CollectedDocument | null {
    const location = { file: this.#file.path };
    try {
      const xml = this.#decode(piece);
      if (piece.kind === 'head') {
        this.#site = new WikiSite(readSiteInfo(xml));
        return null;
      }
      const document = this.#makeDocument(readPageFields(xml));
      if (document === null) return null;
      checkWhole(document, location);
      return { document, location, bytesRead: this.#file.bytesRead };
    } catch (error) {
      reportFault(error, location, this.#options.onProblem);
      return null;
    }
  }

  #decode({ kind, content, bytes }: DumpPiece): string {
    const location = { file: this.#file.path };
    if (content === null) {
      const facts = { bytes, limit: MAX_PAGE_BYTES };
      throw recordFault(
        'DOCUMENT_TOO_LARGE',
        location,
        `has a ${kind} of ${bytes} bytes, over ${MAX_PAGE_BYTES}`,
        facts,
      );
    }
    if (isAscii(content)) return content.toString('latin1');
    if (isUtf8(content)) return content.toString('utf8');
    const pageByteOffset = findInvalidUtf8(content);
    const what = `has a ${kind} that is not UTF-8: ${nameOf(content.toString('latin1', 0, 2048))}, from its byte ${pageByteOffset} on`;
    throw recordFault('INVALID_UTF8', location, what, { pageByteOffset });
  }

  /** Null for a page that is no article. */
  #makeDocument(page: PageFields): CollectionDocument | null {
    const title = trimWhiteSpace(page.title);
    const namespace = page.namespace ?? this.#site.namespaceOf(title);
    if (namespace !== 0 || (page.model !== null && page.model !== 'wikitext')) {
      this.#passOver('page beside the articles');
      return null;
    }
    if (page.redirect !== null) {
      this.#addNames(title, cleanTitle(page.redirect));
      this.#passOver('redirect');
      return null;
    }
    const id = page.id ?? '';
    if (!/^\d{1,20}$/.test(id)) {
      const what = `has a page ${JSON.stringify(title.slice(0, 200))} without a number`;
      throw recordFault('FIELD_MISSING', { file: this.#file.path }, what, { field: 'id' });
    }
    this.#addNames(title, title);
    const { text, links, categories, sections, isDisambiguation } = readWikitext(page.text, this.#site, title);
    const date = page.timestamp === null ? null : readCalendarDate(page.timestamp);
    const url = this.#site.urlOf(title);
    const { language } = this.#site;
    const metadata = {
      ...(categories.length === 0 ? {} : { categories: [...categories] }),
      ...(sections.length === 0 ? {} : { sections: [...sections] }),
      ...(isDisambiguation ? { disambiguation: true } : {}),
    };
    return {
      id,
      title,
      text,
      ...(url === null ? {} : { url }),
      ...(date === null ? {} : { date }),
      ...(language === undefined ? {} : { language }),
      ...(links.length === 0 ? {} : { links }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    };
  }

  /** Tells which addresses of one title lead to another. */
  #addNames(title: string, target: string): void {
    const url = this.#site.urlOf(target);
    if (url === null) return;
    const names = [title === target ? null : this.#site.urlOf(title), this.#site.typedUrlOf(title)];
    for (const alias of names) if (alias !== null && alias !== url) this.#options.onAlias?.({ alias, url });
  }

  #passOver(what: 'page beside the articles' | 'redirect'): void {
    this.#options.onPassed?.(what);
  }
}

/** For messages. */
function nameOf(xml: string): string {
  const title = readPageFields(xml).title;
  return title === '' ? 'one without a title' : JSON.stringify(title);
}
