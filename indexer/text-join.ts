import { join } from 'node:path';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { parseExactly } from '../src/bytes/exact-json.ts';
import { StillwebError } from '../src/errors.ts';
import { tryToRemove, writeFully } from '../src/store/durable.ts';
import { closeSync, openSync, readSync } from '../src/store/file-system.ts';
import type { CollectedDocument, CollectionDocument, FieldMap, Problem } from './ingest/collection.ts';
import type { HtmlChoice } from './ingest/html-choice.ts';
import { openCollection } from './ingest/open-collection.ts';
import { JOINED_FILE } from './sources/record-names.ts';

export interface TextSources {
  /** Files and folders of documents, in any format. */
  readonly textsFrom?: readonly string[];
  /** The index directory, which is no input. */
  readonly directory: string;
  readonly fields?: FieldMap;
  readonly html?: HtmlChoice;
}

/**
 * Gives documents that bring nothing but the impacts of their terms the texts, titles and all else that other files have under their ids.
 * The documents of these are in a file meanwhile, and their ids in memory: some hundred bytes each.
 */
export class TextJoin {
  readonly #path: string;
  readonly #file: number;
  readonly #places = new Map<string, readonly [offset: number, bytes: number]>();
  #sources: readonly string[] = [];
  #joined = 0;
  #without = 0;

  private constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'w+');
  }

  /**
   * Reads the files to their end.
   *
   * @param folder for a file of its own
   * @param onProblem called for each record that is no document; throws to stop
   * @throws StillwebError INPUT_*, DOCUMENT_DUPLICATE for an id that is there twice; what `onProblem` throws
   */
  static async open(
    { textsFrom = [], directory, fields, html }: TextSources,
    folder: string,
    onProblem: (problem: Problem) => void,
  ): Promise<TextJoin> {
    const texts = new TextJoin(join(folder, JOINED_FILE));
    try {
      texts.#sources = textsFrom;
      let offset = 0;
      const collection = await openCollection(textsFrom, { output: directory });
      for await (const batch of collection.read({ fields, html, onProblem })) {
        for (const { document, location } of batch) {
          if (texts.#places.has(document.id)) {
            const message = `${location.file} has a text of ${JSON.stringify(document.id)}, which has one already`;
            throw new StillwebError('DUPLICATE_ID', message, { ...location, id: document.id });
          }
          const line = Buffer.from(canonicalJson(document));
          writeFully(texts.#file, line);
          texts.#places.set(document.id, [offset, line.length]);
          offset += line.length;
        }
      }
      return texts;
    } catch (error) {
      texts.close();
      throw error;
    }
  }

  /** The same document, with what the files say of it where it has neither title nor text. */
  complete(collected: CollectedDocument): CollectedDocument {
    const { document } = collected;
    if (document.impacts === undefined || document.title.trim() !== '' || document.text.trim() !== '') return collected;
    const place = this.#places.get(document.id);
    if (place === undefined) {
      this.#without++;
      return collected;
    }
    this.#joined++;
    const found = this.#read(...place);
    const { title, text } = found;
    return { ...collected, document: { ...found, ...document, title, text } };
  }

  #read(offset: number, bytes: number): CollectionDocument {
    const line = Buffer.allocUnsafe(bytes);
    for (let done = 0; done < bytes; ) {
      const read = readSync(this.#file, line, done, bytes - done, offset + done);
      if (read === 0) throw new Error(`${this.#path} ends early`);
      done += read;
    }
    const json = line.toString('utf8');
    return (parseExactly(json) ?? JSON.parse(json)) as CollectionDocument;
  }

  /**
   * How many documents still have no text.
   *
   * @throws StillwebError IMPACTS_INVALID where none got one, though some lack it: ids are written in another way, then
   */
  finish(): number {
    if (this.#joined > 0 || this.#without === 0) return this.#without;
    const [id] = this.#places.keys();
    const seen = id === undefined ? '' : `; there are ids such as ${JSON.stringify(id)}`;
    const message = `${this.#sources.join(', ')} has a text for none of ${this.#without} documents${seen}`;
    throw new StillwebError('IMPACTS_INVALID', message, { file: this.#sources[0] ?? '', documents: this.#without });
  }

  close(): void {
    closeSync(this.#file);
    tryToRemove(this.#path);
  }
}
