import { StillwebError } from '../../src/errors.ts';
import { MAX_FATAL_DOCUMENTS } from '../../src/limits.ts';
import type { SourceLocation } from '../ingest/collection.ts';
import { recordFault } from '../ingest/record-fault.ts';
import type { DocumentMark } from './journal.ts';

/** A document that ends the thread which works on it, whatever else is in its unit. */
export interface FatalDocument extends DocumentMark {
  readonly location: SourceLocation;
  /** A code of Node, or what it says. */
  readonly reason: string;
}

/** The bad record that such a document is. */
export function fatalFault({ location, id, reason }: FatalDocument): StillwebError {
  const what = `has a document "${id}" that ends the thread which indexes it (${reason})`;
  return recordFault('DOCUMENT_FATAL', location, what, { id, reason });
}

/** What a build knows of its fatal documents. One is known again by its id and its content, wherever it stands. */
export class FatalDocuments {
  /** Reasons by the hashes of the documents of an id; null for a suspect of an earlier build, to be tried before it is left out. */
  readonly #reasons = new Map<string, Map<string, string | null>>();
  #count = 0;

  constructor(suspects: readonly DocumentMark[]) {
    for (const mark of suspects) this.#set(mark, null);
  }

  /** How many more may be found before `add` refuses, and the one that it refuses. */
  get room(): number {
    return MAX_FATAL_DOCUMENTS - this.#count + 1;
  }

  /** Whether a document with this id is known or suspected. */
  hasId(id: string): boolean {
    return this.#reasons.has(id);
  }

  /** Why a document is fatal; null for a suspect, undefined for any other. */
  reasonOf({ id, hash }: DocumentMark): string | null | undefined {
    return this.#reasons.get(id)?.get(hash);
  }

  /** @throws StillwebError BUILD_THREAD_LOST where there are so many that the documents are not to blame */
  add(mark: DocumentMark, reason: string): void {
    if (typeof this.reasonOf(mark) === 'string') return;
    this.#set(mark, reason);
    this.#count += 1;
    if (this.#count <= MAX_FATAL_DOCUMENTS) return;
    const message = `over ${MAX_FATAL_DOCUMENTS} documents have ended the thread that indexed them, at last "${mark.id}" (${reason}): what works on them is to blame`;
    throw new StillwebError('BUILD_THREAD_LOST', message, { limit: MAX_FATAL_DOCUMENTS, id: mark.id, reason });
  }

  /** A suspect that did nothing. */
  acquit({ id, hash }: DocumentMark): void {
    const ofId = this.#reasons.get(id);
    ofId?.delete(hash);
    if (ofId?.size === 0) this.#reasons.delete(id);
  }

  #set({ id, hash }: DocumentMark, reason: string | null): void {
    const ofId = this.#reasons.get(id) ?? new Map<string, string | null>();
    this.#reasons.set(id, ofId.set(hash, reason));
  }
}
