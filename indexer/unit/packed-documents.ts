import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/bytes/canonical-json.ts';
import type { CollectionDocument } from '../ingest/collection.ts';

/**
 * Documents on their way to a worker. Titles and texts, which are nearly all of their bytes, lie in one buffer that is shared with
 * it: as strings in objects they would be copied by the collector until the unit is full, then by the message. When the thread
 * of the worker ends, they are still here.
 */
export interface PackedDocuments {
  readonly count: number;
  /** UTF-8: title and text of each document, one after the other. */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  /** Per document: bytes of its title and of its text. */
  readonly lengths: Uint32Array;
  readonly ids: readonly string[];
  /** Everything else, where a document has more. */
  readonly rests: readonly (DocumentRest | null)[];
  /** Per document: its number in the former generation where title and text are the same, else −1. No part of what it is. */
  readonly formers: Int32Array;
}

/** A document as a worker gets it. */
export interface UnpackedDocument extends Omit<CollectionDocument, 'metadata'> {
  /** Canonical JSON. As values, numbers that are kept as text would lose their class in a message. */
  readonly metadata?: string;
  /** Its number in the former generation, where that has a document with this title and text. */
  readonly former?: number;
}

type DocumentRest = Omit<UnpackedDocument, 'id' | 'title' | 'text' | 'former'>;

const BYTES_PER_CODE_UNIT = 3;

/**
 * UTF-16 code units of addresses, links and metadata that a unit may hold before they count: 1,024 for each of the most documents.
 * Below it, only titles and texts decide where a unit ends.
 */
export const UNCOUNTED_CHARACTERS = 8 * 1024 * 1024;

/** Gathers the documents of one unit. */
export class DocumentPacker {
  /** UTF-16 code units of all titles and texts. */
  #characters = 0;
  /** UTF-16 code units of everything else but the ids. */
  #otherCharacters = 0;
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #used = 0;
  #lengths: number[] = [];
  #ids: string[] = [];
  #rests: (DocumentRest | null)[] = [];
  #formers: number[] = [];

  get count(): number {
    return this.#ids.length;
  }

  /** What the size of a unit is measured by, in UTF-16 code units. */
  get characters(): number {
    return this.#characters + Math.max(0, this.#otherCharacters - UNCOUNTED_CHARACTERS);
  }

  add(document: CollectionDocument, former = -1): void {
    const { id, title, text, metadata, ...others } = document;
    const rest = metadata === undefined ? others : { ...others, metadata: canonicalJson(metadata) };
    this.#lengths.push(this.#append(title), this.#append(text));
    this.#ids.push(id);
    this.#formers.push(former);
    this.#rests.push(Object.keys(rest).length === 0 ? null : rest);
    this.#characters += title.length + text.length;
    this.#otherCharacters += countRest(rest);
  }

  #append(text: string): number {
    const needed = this.#used + text.length * BYTES_PER_CODE_UNIT;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    const length = this.#bytes.write(text, this.#used, 'utf8');
    this.#used += length;
    return length;
  }

  /** The documents so far. The packer is empty afterwards. */
  finish(): PackedDocuments {
    const packed = {
      count: this.count,
      bytes: shareBytes(this.#bytes.subarray(0, this.#used)),
      lengths: Uint32Array.from(this.#lengths),
      ids: this.#ids,
      rests: this.#rests,
      formers: Int32Array.from(this.#formers),
    };
    this.#characters = 0;
    this.#otherCharacters = 0;
    this.#used = 0;
    this.#lengths = [];
    this.#ids = [];
    this.#rests = [];
    this.#formers = [];
    return packed;
  }
}

function shareBytes(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function countRest({ url = '', links = [], metadata = '', impacts = '' }: DocumentRest): number {
  return links.reduce((sum, link) => sum + link.length, url.length + metadata.length + impacts.length);
}

export function packDocuments(documents: readonly CollectionDocument[]): PackedDocuments {
  const packer = new DocumentPacker();
  for (const document of documents) packer.add(document);
  return packer.finish();
}

/** Those at places `from` to `to`, the latter exclusive. No text is copied. */
export function takePart(packed: PackedDocuments, from: number, to: number): PackedDocuments {
  const { bytes, lengths, ids, rests, formers } = packed;
  const sum = (some: Uint32Array) => some.reduce((total, length) => total + length, 0);
  const part = lengths.slice(2 * from, 2 * to);
  const start = sum(lengths.subarray(0, 2 * from));
  return {
    count: to - from,
    bytes: bytes.subarray(start, start + sum(part)),
    lengths: part,
    ids: ids.slice(from, to),
    rests: rests.slice(from, to),
    formers: formers.slice(from, to),
  };
}

export function unpackDocuments(packed: PackedDocuments): UnpackedDocument[] {
  const { count, bytes, lengths, ids, rests, formers } = packed;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const take = (length: number) => {
    at += length;
    return buffer.toString('utf8', at - length, at);
  };
  return Array.from({ length: count }, (_, i) => {
    const title = take(lengths[2 * i]);
    const text = take(lengths[2 * i + 1]);
    return { ...rests[i], id: ids[i], title, text, ...(formers[i] >= 0 && { former: formers[i] }) };
  });
}

/**
 * SHA-256 of everything that documents hold, in the order of a unit: of equal hashes, a unit is made with equal bytes. It
 * tells an interrupted build whether what it finished is of what is read now, whatever names and times of files say.
 */
export function hashDocuments({ count, bytes, lengths, ids, rests }: PackedDocuments): string {
  const hash = createHash('sha256').update(JSON.stringify([count, ids, rests]));
  return hash
    .update(new Uint8Array(lengths.buffer, lengths.byteOffset, lengths.byteLength))
    .update(bytes)
    .digest('hex');
}
