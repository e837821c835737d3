import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { writeDigest } from '../../src/bytes/hash.ts';
import type { RankingName } from '../../src/contract/ranking-name.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import { encodeBlocks } from '../../src/format/document-writer.ts';
import type { StoredDocument, TextForm } from '../../src/format/documents.ts';
import { DIGEST_WORDS } from '../../src/format/equal-digests.ts';
import { TITLE_TERMS } from '../../src/format/passages.ts';
import { encodeSectionFile, type SectionArray } from '../../src/format/section-file.ts';
import { MAX_ENCODED_TITLE_CHARACTERS, MAX_TITLE_TERMS } from '../../src/limits.ts';
import type { ShingleReader } from '../copies/shingles.ts';
import { SIGNATURE_WORDS, writeSignature } from '../copies/signature.ts';
import type { PassagePolicy } from '../segment/passage.ts';
import { cutPassages } from '../segment/segment.ts';
import type { FormerVectors } from './former-vectors.ts';
import type { PassageInverter } from './inverter.ts';
import type { UnpackedDocument } from './packed-documents.ts';
import { type EncodedPassage, encodePassages } from './passage-encoder.ts';
import {
  FIRST_VECTORS,
  FLOATS,
  NEAR_COUNTS,
  NEAR_SHINGLES,
  NEAR_SIGNATURES,
  UNIT_KIND,
  WEIGHT_RANGE,
} from './unit-file.ts';

export interface MadeUnit {
  readonly file: Uint8Array;
  readonly documents: number;
  readonly passages: number;
  readonly tokens: number;
}

/**
 * Documents in, unit file out: passages, inverted run, vectors, document blocks and links. The file depends on the
 * documents and the settings alone, not on what the inverter did before.
 *
 * @param textForm for `compressed`, `loadCompression` must have been awaited
 * @param shingles where near copies are looked for
 */
export async function makeUnit(
  documents: readonly UnpackedDocument[],
  policy: PassagePolicy,
  inverter: PassageInverter,
  encoder: Encoder | null,
  textForm: TextForm,
  ranking: RankingName,
  former: FormerVectors | null = null,
  shingles: ShingleReader | null = null,
): Promise<MadeUnit> {
  const passagesOf = new Uint32Array(documents.length);
  const titles = new Uint16Array(documents.length);
  const titleTerms = new Uint32Array(documents.length);
  const starts: number[] = [];
  const ends: number[] = [];
  const lengths: number[] = [];
  const encoded: EncodedPassage[] = [];
  for (const [number, document] of documents.entries()) {
    const passages = cutPassages(document.text, policy);
    const known = former === null || document.former === undefined ? null : former.find(document.former, passages);
    const maxTerms = Math.floor(MAX_TITLE_TERMS / passages.length);
    inverter.begin(document, maxTerms);
    const title = cutText(document.title, Math.floor(MAX_ENCODED_TITLE_CHARACTERS / passages.length));
    passagesOf[number] = passages.length;
    for (const [i, { start, end }] of passages.entries()) {
      const text = document.text.slice(start, end);
      lengths.push(inverter.addPassage(text));
      starts.push(start);
      ends.push(end);
      if (encoder === null) continue;
      const { positions, firstWordsEnd } = inverter.scoredTitle;
      const firstWords = i === 0 && positions === 0 ? text.slice(0, firstWordsEnd) : null;
      const kept = known === null ? null : former!.reading(known + i);
      encoded.push({ id: document.id, number: i, of: passages.length, title, text, firstWords, ...kept });
    }
    titles[number] = inverter.scoredTitle.positions;
    titleTerms[number] = inverter.scoredTitle.terms;
  }
  const run = inverter.finish();
  const blocks = encodeBlocks(documents.map(toStored), textForm);
  const links = encodeLinks(documents);
  const { vectors, firstWords, floats } = await encodePassages(encoded, encoder, ranking === 'standard');
  const file = encodeSectionFile(UNIT_KIND, {
    entries: run.entries,
    postings: run.postings,
    positions: run.positions,
    passages: passagesOf,
    title: titles,
    [TITLE_TERMS]: titleTerms,
    start: Uint32Array.from(starts),
    end: Uint32Array.from(ends),
    length: Uint32Array.from(lengths),
    ...(run.weightRange !== undefined && { [WEIGHT_RANGE]: run.weightRange }),
    ...digestTexts(documents, passagesOf, starts, ends),
    ...(shingles !== null && signTexts(documents, shingles)),
    vectors,
    ...(floats.length > 0 && { [FLOATS]: new Uint8Array(floats.buffer) }),
    [FIRST_VECTORS]: firstWords,
    'block.documents': Uint32Array.from(blocks.documents),
    'block.metadata': Uint32Array.from(blocks.metadata),
    'block.body': Uint32Array.from(blocks.body),
    'block.bytes': blocks.bytes,
    'link.counts': links.counts,
    'link.lengths': links.lengths,
    'link.bytes': links.bytes,
  });
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return { file, documents: documents.length, passages: starts.length, tokens };
}

/** The first `length` code units, or one less where that would split a pair. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Of an empty text zeros, which equal nothing. */
function digestTexts(
  documents: readonly UnpackedDocument[],
  passagesOf: Uint32Array,
  starts: readonly number[],
  ends: readonly number[],
): { digest: Uint32Array; 'text.digest': Uint32Array } {
  const ofPassages = new Uint32Array(starts.length * DIGEST_WORDS);
  const ofDocuments = new Uint32Array(documents.length * DIGEST_WORDS);
  let first = 0;
  for (const [number, { text }] of documents.entries()) {
    const behind = first + passagesOf[number];
    for (let passage = first; passage < behind; passage++) {
      const part = text.slice(starts[passage], ends[passage]);
      if (part !== '') writeDigest(part, ofPassages, passage * DIGEST_WORDS);
    }
    const at = number * DIGEST_WORDS;
    if (behind - first > 1) writeDigest(text.slice(starts[first], ends[behind - 1]), ofDocuments, at);
    else ofDocuments.set(ofPassages.subarray(first * DIGEST_WORDS, behind * DIGEST_WORDS), at);
    first = behind;
  }
  return { digest: ofPassages, 'text.digest': ofDocuments };
}

function signTexts(
  documents: readonly UnpackedDocument[],
  reader: ShingleReader,
): Readonly<Record<string, SectionArray>> {
  const counts = new Uint32Array(documents.length);
  const signatures = new Int32Array(documents.length * SIGNATURE_WORDS);
  const parts: Int32Array[] = [];
  for (const [number, { text }] of documents.entries()) {
    const shingles = reader.read(text);
    writeSignature(shingles, signatures, number * SIGNATURE_WORDS);
    counts[number] = shingles.length;
    parts.push(shingles);
  }
  const all = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { [NEAR_COUNTS]: counts, [NEAR_SHINGLES]: all, [NEAR_SIGNATURES]: signatures };
}

function toStored(document: UnpackedDocument): StoredDocument {
  return {
    id: document.id,
    title: document.title,
    text: document.text,
    url: document.url ?? null,
    date: document.date ?? null,
    language: document.language ?? null,
    links: document.links ?? null,
    metadata: document.metadata ?? null,
  };
}

function encodeLinks(documents: readonly UnpackedDocument[]): {
  counts: Uint32Array;
  lengths: Uint32Array;
  bytes: Uint8Array;
} {
  const bytes = new ByteWriter();
  const lengths: number[] = [];
  const counts = Uint32Array.from(documents, (document) => {
    for (const link of document.links ?? []) lengths.push(bytes.text(link));
    return document.links?.length ?? 0;
  });
  return { counts, lengths: Uint32Array.from(lengths), bytes: bytes.view() };
}
