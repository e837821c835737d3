import { type NamedLink, namedLinks } from '../contract/named-links.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { FetchedDocument, LinkedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_ID_BYTES } from '../limits.ts';
import type { Sandbox, SandboxAnswer } from './sandbox.ts';

/** A document of the collection, as a page that is read. */
export interface Page {
  /** Name of the index that holds it. */
  readonly index: string;
  readonly id: string;
  /** Its own, or that of the sandbox. */
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly date?: string;
  readonly language?: string;
  readonly links: readonly NamedLink[];
}

/** What a page was made of, with its media type. */
export interface OriginalPage {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Pages by their addresses, over all indexes that a server serves. */
export class Collection {
  readonly #sandbox: Sandbox;
  /** Their names, in the order in which they are asked. */
  readonly indexes: readonly string[];
  /** Those that keep what their pages were made of. */
  readonly #keeping: ReadonlySet<string>;

  private constructor(sandbox: Sandbox, indexes: readonly { name: string; originals?: true }[]) {
    this.#sandbox = sandbox;
    this.indexes = indexes.map(({ name }) => name);
    this.#keeping = new Set(indexes.flatMap(({ name, originals }) => (originals === true ? [name] : [])));
  }

  /** @throws StillwebError SANDBOX_UNREACHABLE when nothing there answers as this program does */
  static async open(sandbox: Sandbox): Promise<Collection> {
    const { indexes } = (await read(sandbox, '/v1/indexes')) as { indexes: { name: string; originals?: true }[] };
    return new Collection(sandbox, indexes);
  }

  /** The page of the first index that has it; null where none has. @throws StillwebError SANDBOX_UNREACHABLE */
  async find(url: string): Promise<Page | null> {
    if (Buffer.byteLength(url) > MAX_ID_BYTES) return null;
    for (const index of this.indexes) {
      const found = await this.#fetch(index, url, 0);
      if (found.error !== undefined) continue;
      return await this.#readPage(index, url, found);
    }
    return null;
  }

  /** What a page that `find` gave was made of; null where that is not kept. @throws StillwebError SANDBOX_UNREACHABLE */
  async findOriginal({ index, id }: Page): Promise<OriginalPage | null> {
    if (!this.#keeping.has(index)) return null;
    const path = `/v1/documents/${encodeURIComponent(id)}/original?index=${encodeURIComponent(index)}`;
    const { status, headers, body } = await this.#sandbox.download(path);
    if (status === 200) return { contentType: headers['content-type'] ?? '', body };
    const text = body.toString('utf8');
    if (status === 404 && text.includes('"ORIGINAL_NOT_FOUND"')) return null;
    return readAnswer({ status, headers, body: text }, path) as never;
  }

  async #readPage(index: string, url: string, first: FetchedDocument): Promise<Page> {
    const { id, title = '', date, language, links = [] } = first;
    let text = first.text ?? '';
    for (let { range } = first; range !== undefined && range.end < range.total; ) {
      const next = await this.#fetch(index, url, range.end);
      text += next.text ?? '';
      range = next.range;
    }
    const outgoing = await this.#readLinks(index, id ?? '');
    const name = id ?? '';
    return {
      index,
      id: name,
      url: documentUrl(index, { id: name, url: first.url }),
      title,
      text,
      date,
      language,
      links: namedLinks(index, { documents: outgoing, written: links }),
    };
  }

  /** None where they are more than an answer holds; the page is read all the same. */
  async #readLinks(index: string, id: string): Promise<readonly LinkedDocument[]> {
    const path = `/v1/documents/${encodeURIComponent(id)}/links?index=${encodeURIComponent(index)}`;
    const answer = await this.#sandbox.ask(path);
    if (answer.status === 400 && answer.body.includes('"RESPONSE_TOO_LARGE"')) return [];
    return (readAnswer(answer, path) as { outgoing: LinkedDocument[] }).outgoing;
  }

  async #fetch(index: string, url: string, offset: number): Promise<FetchedDocument> {
    const answer = (await read(this.#sandbox, '/v1/fetch', { index, urls: [url], offset })) as {
      documents: FetchedDocument[];
    };
    return answer.documents[0];
  }
}

async function read(sandbox: Sandbox, path: string, body?: unknown): Promise<unknown> {
  return readAnswer(await sandbox.ask(path, body), path);
}

function readAnswer(answer: SandboxAnswer, path: string): unknown {
  if (answer.status === 200) return JSON.parse(answer.body);
  const message = `the server answered ${answer.status} to ${path}: ${answer.body.slice(0, 500)}`;
  throw new StillwebError('SANDBOX_UNREACHABLE', message, { status: answer.status, path });
}
