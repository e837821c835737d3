import type { StoredOriginal } from '../../../src/format/originals.ts';
import type { CollectionDocument, SourceLocation } from '../collection.ts';
import { checkWhole } from '../document-check.ts';
import type { HtmlChoice } from '../html-choice.ts';
import { packOriginal } from '../page-original.ts';
import { readArchivedPage } from './archived-page.ts';
import type { NamedHeaders } from './named-headers.ts';
import { placeFault } from './record-block.ts';
import type { PageSource } from './record-kind.ts';

/** A page of a web archive that is to be read: data, which any thread may be given. */
export interface PageTask {
  /** Those of its record. */
  readonly headers: NamedHeaders;
  readonly byteOffset: number;
  readonly block: Uint8Array;
  readonly source: PageSource;
  readonly id: string;
  readonly address: string;
  readonly location: SourceLocation;
  /** As in `ReadOptions`. */
  readonly html?: HtmlChoice;
  /** As in `ReadOptions`. */
  readonly keepsOriginals: boolean;
}

export interface PageRead {
  readonly document: CollectionDocument;
  readonly original?: StoredOriginal;
}

/**
 * Reads the page of a task. What comes out depends on the task alone, and not on the thread.
 * @throws StillwebError what is wrong with the page, with its place
 */
export async function readPageTask(task: PageTask): Promise<PageRead> {
  const { source, location, keepsOriginals } = task;
  try {
    const { document, body } = await readArchivedPage(task, source, task);
    checkWhole(document, location);
    const isKept = keepsOriginals && body !== null;
    return { document, ...(isKept && { original: await packOriginal(body.bytes, body.type) }) };
  } catch (error) {
    throw placeFault(error, task, location);
  }
}
