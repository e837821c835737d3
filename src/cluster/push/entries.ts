/** The entries of a generation for a cluster, in a fixed order: terms, documents, passages. Equal generations give equal entries. */
import { createHash } from 'node:crypto';
import { shownValue } from '../../format/fields.ts';
import { hostsAbove } from '../../retrieval/host-set.ts';
import type { DocumentStore } from '../../store/document-store.ts';
import type { IndexView } from '../../store/index-view.ts';
import { mergeLists } from '../../store/merged-lists.ts';
import { PositionStore } from '../../store/position-store.ts';
import { BESIDE, documentId, fieldName, GAP, passageId, termId, tokenOf } from '../cluster-layout.ts';
import type { StoredBody } from '../stored-body.ts';
import { PassagePostings, STRIPE_PASSAGES } from './passage-postings.ts';

export interface Entry {
  readonly id: string;
  /** JSON without a checksum. */
  readonly source: string;
}

export const STAGES = ['terms', 'documents', 'passages'] as const;
export type Stage = (typeof STAGES)[number];

/** How many entries each stage has. */
export function countEntries({ index }: IndexView): Readonly<Record<Stage, number>> {
  const { terms, documents, passages } = index.manifest.counts;
  return { terms, documents, passages };
}

/** @param from entries to leave out at the beginning */
export function entriesOf(view: IndexView, documents: DocumentStore, stage: Stage, from = 0): Generator<Entry> {
  if (stage === 'terms') return termEntries(view, from);
  return stage === 'documents' ? documentEntries(view, documents, from) : passageEntries(view, from);
}

/** What an entry adds to the sum that tells whether all are there: 16 bits, so that the sum of billions is exact in 64. */
export function checksumOf(source: string): number {
  return createHash('sha256').update(source).digest().readUInt16LE(0);
}

function* termEntries(view: IndexView, from: number): Generator<Entry> {
  let ordinal = 0;
  for (const { term, passages, impacts } of mergeLists(view)) {
    if (ordinal++ < from) continue;
    let reach = 0;
    for (const impact of impacts) reach = Math.max(reach, impact);
    yield { id: termId(term), source: JSON.stringify({ term, body: { term, reach, frequency: passages.length } }) };
  }
}

function* documentEntries(view: IndexView, documents: DocumentStore, from: number): Generator<Entry> {
  const { passages, links } = view;
  const keys = keysByDocument(view);
  for (let number = from; number < passages.documents; number++) {
    const document = documents.get(number);
    const first = passages.first[number];
    const places: number[] = [];
    for (let passage = first; passage < passages.first[number + 1]; passage++) {
      places.push(passages.start[passage], passages.end[passage]);
    }
    const urls = keys.of(number);
    const body: StoredBody = {
      ...document,
      number,
      first,
      places,
      urls,
      out: Array.from(links.outgoing(number)),
      in: Array.from(links.incoming(number)),
      fields: shownFields(view, number),
    };
    yield { id: documentId(number), source: JSON.stringify({ number, ownId: document.id, urls, body }) };
  }
}

function shownFields({ fields }: IndexView, document: number): StoredBody['fields'] {
  return Array.from(fields.values(), (column) => shownValue(column, document) ?? null);
}

/** The keys of addresses that lead to each document. */
function keysByDocument({ urls, passages }: IndexView): { of(document: number): string[] } {
  const { keys, document, alias } = urls;
  const targetOf = (ordinal: number) =>
    ordinal < document.length ? document[ordinal] : alias[ordinal - document.length];
  const starts = new Uint32Array(passages.documents + 1);
  for (let i = 0; i < keys.size; i++) starts[targetOf(i) + 1]++;
  for (let i = 0; i < passages.documents; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const ordinals = new Uint32Array(keys.size);
  for (let i = 0; i < keys.size; i++) ordinals[next[targetOf(i)]++] = i;
  return {
    of: (number) => Array.from(ordinals.subarray(starts[number], starts[number + 1]), (each) => keys.get(each)),
  };
}

function* passageEntries(view: IndexView, from: number): Generator<Entry> {
  const { counts, encoder, files } = view.index.manifest;
  const hasPositions = files.some(({ name }) => name.startsWith('positions-'));
  for (const [number, shard] of view.postings.entries()) {
    const first = view.firstPassages[number];
    const size = counts.shards[number];
    if (first + size <= from) continue;
    const tokens = Array.from(shard.terms.all(), tokenOf);
    const positions = hasPositions ? PositionStore.open(view.index.folder, number, true) : null;
    try {
      for (let start = 0; start < size; start += STRIPE_PASSAGES) {
        const end = Math.min(size, start + STRIPE_PASSAGES);
        if (first + end <= from) continue;
        const postings = new PassagePostings(shard, positions, start, end);
        for (let passage = Math.max(start, from - first); passage < end; passage++) {
          const vectors = encoder === null ? null : { of: view.vectors[number], dimensions: encoder.dimensions };
          const vector = vectors === null ? null : rowOf(vectors.of, passage, vectors.dimensions);
          yield passageEntry(
            view,
            first + passage,
            textsOf(view, first + passage, postings.of(passage - start), tokens),
            vector,
          );
        }
      }
    } finally {
      positions?.close();
    }
  }
}

function rowOf(vectors: Int8Array, passage: number, dimensions: number): Buffer {
  return Buffer.from(vectors.slice(passage * dimensions, (passage + 1) * dimensions).buffer);
}

interface PassageTexts {
  readonly impacts: string;
  readonly places: string;
  readonly titlePlaces: string;
}

/** The postings of a passage as texts, of which the analyzers of the layout make postings again. */
function textsOf(
  { passages }: IndexView,
  passage: number,
  postings: ReturnType<PassagePostings['of']>,
  tokens: readonly string[],
): PassageTexts {
  const impacts: string[] = [];
  const standing: string[] = [];
  for (const { term, impact, places } of postings) {
    const token = tokens[term];
    impacts.push(`${token}|${impact}`);
    for (const place of places) {
      while (standing.length <= place) standing.push(GAP);
      standing[place] = standing[place] === GAP ? token : `${standing[place]}${BESIDE}${token}`;
    }
  }
  const title = passages.title[passages.document[passage]];
  return { impacts: impacts.join(' '), places: standing.join(' '), titlePlaces: standing.slice(0, title).join(' ') };
}

function passageEntry(view: IndexView, passage: number, texts: PassageTexts, vector: Buffer | null): Entry {
  const { passages, duplicates } = view;
  const document = passages.document[passage];
  const source = {
    passage,
    document,
    ...(passage === passages.first[document] && { touches: hasTouching(view, document) ? 1 : 0 }),
    samePassage: duplicates.passages.firstOf(passage),
    sameDocument: duplicates.documents.firstOf(document),
    nearDocument: (duplicates.near ?? duplicates.documents).firstOf(document),
    ...texts,
    ...(vector !== null && { vector: vector.toString('base64') }),
    ...attributesOf(view, document),
  };
  return { id: passageId(passage), source: JSON.stringify(source) };
}

/** Whether a passage of the document begins where the one before ends, so that a word may reach over the end of one. */
function hasTouching({ passages }: IndexView, document: number): boolean {
  const { first, start, end } = passages;
  for (let passage = first[document] + 1; passage < first[document + 1]; passage++) {
    if (start[passage] === end[passage - 1]) return true;
  }
  return false;
}

/** What filters ask of the document of a passage. */
function attributesOf({ attributes, fields, ids }: IndexView, document: number): Readonly<Record<string, unknown>> {
  const { dates, sites, languages, siteNames, languageNames } = attributes;
  const found: Record<string, unknown> = { id: ids.get(document) };
  if (sites[document] > 0) found.hosts = [...hostsAbove(siteNames.get(sites[document] - 1))];
  if (dates[document] > 0) found.day = dates[document];
  if (languages[document] > 0) found.language = languageNames.get(languages[document] - 1);
  let place = 0;
  for (const column of fields.values()) {
    const name = fieldName(place++);
    if (column.type === 'date') {
      if (column.codes[document] > 0) found[name] = column.codes[document];
      continue;
    }
    const value = shownValue(column, document);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
