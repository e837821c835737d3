import { createAnalyzer, termOfWord } from '../../src/analysis/analyzers.ts';
import { REQUEST_WORDS_VERSION } from '../../src/analysis/request-words.ts';
import { UNICODE_VERSION } from '../../src/analysis/unicode-tables.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { RANKING_VERSIONS } from '../../src/format/bm25.ts';
import { EqualTexts } from '../../src/format/duplicates.ts';
import { GAP_FORMS, PACKED_FORM } from '../../src/format/frequent-list.ts';
import { firstPassagesOf, type RankingManifest } from '../../src/format/manifest.ts';
import type { WindowTuning } from '../../src/kernel/lexical-kernel.ts';
import { ScalarVectorKernel } from '../../src/kernel/vector-kernel.ts';
import { WindowScan } from '../../src/kernel/window-scan.ts';
import { Bm25Retriever } from '../../src/retrieval/bm25-retriever.ts';
import { ExactScan } from '../../src/retrieval/exact-scan.ts';
import { LocalRanker } from '../../src/retrieval/local-ranker.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import type { IndexView } from '../../src/store/index-view.ts';
import { openLexicalKernel } from '../../src/wasm/window-scan.ts';
import { fits } from './encode-list.ts';
import { columnsOf, type MadeMetadata, makeFields } from './made-fields.ts';
import { makeShard, type TestList } from './make-shard.ts';

/**
 * Small collections with chosen impacts and vectors, and their whole search, without a file: ties, impacts that a shift
 * makes nothing of, and slips between near words are made common.
 */

/** Words that only ask. Each is the term of itself. */
export const ASKING_WORDS = ['how', 'tell', 'about', 'find', 'know', 'need', 'more', 'i'];

const DIMENSIONS = 16;
/** With these no ending of English is made, so that a word is its own term. */
const LETTERS = [...'bdkmo'];

export interface CollectionShape {
  readonly seed: number;
  /** Passages of each shard. */
  readonly shards: readonly number[];
  readonly words: number;
  /** Share of the passages that hold a word: one of these each. */
  readonly densities: readonly number[];
  readonly largestImpact: number;
  readonly passagesPerDocument: number;
  /** Of five texts so many repeat an earlier one. */
  readonly copies: number;
  readonly fusion: RankingManifest['fusion'];
}

/** What an oracle has to know of a collection. Passages and documents are numbers in its order. */
export interface MadeCollection {
  readonly passages: number;
  /** Document of each passage. */
  readonly documents: Uint32Array;
  /** Of each term what it adds to each passage that holds it. */
  readonly postings: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** A row of `dimensions` values a passage. */
  readonly vectors: Int8Array;
  readonly dimensions: number;
  /** For each document, and for each passage, the first one with its text. */
  readonly firsts: { readonly document: Uint32Array; readonly passage: Uint32Array };
  readonly fusion: RankingManifest['fusion'];
  /** Metadata of each document, and what they mean. */
  readonly fields: readonly MadeMetadata[];
  /** Words of its own, by number. */
  readonly words: readonly string[];
}

type Random = () => number;

export function makeCollection(shape: CollectionShape): MadeCollection {
  const next = xorshift32(shape.seed | 1);
  const random = () => next() / 2 ** 32;
  const passages = shape.shards.reduce((sum, each) => sum + each, 0);
  const documents = Uint32Array.from({ length: passages }, (_, i) => Math.floor(i / shape.passagesPerDocument));
  const words = makeWords(shape.words, random);
  const postings = new Map<string, Map<number, number>>();
  for (const term of [...words, ...ASKING_WORDS]) {
    const density = shape.densities[Math.floor(random() * shape.densities.length)];
    const held = new Map<number, number>();
    // Gaps, and no coin a passage: cost follows the postings.
    for (let at = Math.floor(random() / density); at < passages; at += 1 + Math.floor((random() * 2) / density)) {
      held.set(at, 1 + Math.floor(random() * shape.largestImpact));
    }
    if (held.size > 0) postings.set(term, held);
  }
  return {
    passages,
    documents,
    postings,
    vectors: Int8Array.from({ length: passages * DIMENSIONS }, () => Math.floor(random() * 7) - 3),
    dimensions: DIMENSIONS,
    firsts: {
      document: makeFirsts((documents.at(-1) ?? -1) + 1, shape.copies, random),
      passage: makeFirsts(passages, shape.copies, random),
    },
    fusion: shape.fusion,
    fields: Array.from({ length: (documents.at(-1) ?? -1) + 1 }, () => makeFields(random)),
    words,
  };
}

/** Half of the words are one letter from another, so that a slip has several words to stand for. */
function makeWords(count: number, random: Random): string[] {
  const words: string[] = [];
  const letter = () => LETTERS[Math.floor(random() * LETTERS.length)];
  while (words.length < count) {
    let word = Array.from({ length: 4 + Math.floor(random() * 5) }, letter).join('');
    if (words.length % 2 === 1) {
      const near = words[Math.floor(random() * words.length)];
      const at = Math.floor(random() * near.length);
      word = near.slice(0, at) + letter() + near.slice(at + 1);
    }
    if (!words.includes(word) && termOfWord('english', word) === word) words.push(word);
  }
  return words;
}

function makeFirsts(items: number, copies: number, random: Random): Uint32Array {
  const firsts = new Uint32Array(items);
  for (let item = 0; item < items; item++) {
    firsts[item] = item > 0 && random() * 5 < copies ? firsts[Math.floor(random() * item)] : item;
  }
  return firsts;
}

/** A few values each, so that scores tie; for some texts nothing but zeros. */
export function vectorOf(text: string): Int8Array {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  const next = xorshift32(hash | 1);
  const isMute = next() % 8 === 0;
  return Int8Array.from({ length: DIMENSIONS }, () => (isMute ? 0 : (next() % 5) - 2));
}

export interface Kernels {
  readonly isCompiled: boolean;
  readonly tuning: WindowTuning;
}

/** The pipeline over the retrievers and kernels of engine `stillweb`. Shows no text. */
export function openSearch(
  collection: MadeCollection,
  shardPassages: readonly number[],
  { isCompiled, tuning }: Kernels,
): SearchPipeline {
  const { documents, vectors, firsts, fusion } = collection;
  const firstPassages = firstPassagesOf(shardPassages);
  const made = shardPassages.map((passages, shard) => {
    const lists = listsOf(collection, firstPassages[shard], passages);
    return makeShard(passages, lists, (list) => {
      const form = GAP_FORMS[list % GAP_FORMS.length];
      return fits(form, lists[list].impacts) ? form : PACKED_FORM;
    });
  });
  const shards = made.map(({ shard }) => shard);
  const shared = {
    firstPassages,
    documents,
    isOnePassageEach: collection.passages === firsts.document.length,
  };
  const kernels = made.map(({ shard, memory }) =>
    isCompiled ? openLexicalKernel(shard, memory, tuning) : new WindowScan(shard, tuning),
  );
  const rows = shardPassages.map((passages, shard) =>
    vectors.slice(firstPassages[shard] * DIMENSIONS, (firstPassages[shard] + passages) * DIMENSIONS),
  );
  const dense = new ExactScan({
    ...shared,
    dimensions: DIMENSIONS,
    shards: shardPassages,
    kernels: rows.map((row) => new ScalarVectorKernel(row, DIMENSIONS)),
  });
  const description = { kind: 'made', name: 'made', dimensions: DIMENSIONS, fingerprint: '', fusion };
  const encoder: Encoder = {
    description,
    encode: async (texts) => Int8Array.from(texts.flatMap((text) => [...vectorOf(text)])),
    close: async () => {},
  };
  const view = {
    index: {
      name: 'made',
      manifest: {
        ranking: RANKING_VERSIONS.standard,
        analyzer: { name: 'english', version: createAnalyzer('english').version, unicode: UNICODE_VERSION },
        requestWords: { version: REQUEST_WORDS_VERSION },
        encoder: description,
        fusion,
      },
    },
    passages: passageTable(collection),
    ids: { get: (document: number) => `d${document}`, find: (id: string) => Number(id.slice(1)) },
    duplicates: {
      documents: EqualTexts.fromFirsts(firsts.document),
      passages: EqualTexts.fromFirsts(firsts.passage),
    },
    fields: columnsOf(collection.fields),
    links: { out: new Uint32Array(0) },
    postings: shards,
    firstPassages,
  };
  // All that ranking reads of an index; texts and attributes are left out.
  const ranker = new LocalRanker(view as unknown as IndexView, null as unknown as DocumentStore, {
    lexical: new Bm25Retriever({ ...shared, shards }, kernels),
    dense,
  });
  return new SearchPipeline(ranker, encoder);
}

function listsOf({ postings }: MadeCollection, first: number, passages: number): TestList[] {
  return Array.from(postings).flatMap(([term, held]) => {
    const inside = [...held].filter(([passage]) => passage >= first && passage < first + passages);
    if (inside.length === 0) return [];
    return [
      { term, passages: inside.map(([passage]) => passage - first), impacts: inside.map(([, impact]) => impact) },
    ];
  });
}

function passageTable({ passages, documents, firsts }: MadeCollection) {
  const first = new Uint32Array(firsts.document.length + 1).fill(passages);
  for (let passage = passages - 1; passage >= 0; passage--) first[documents[passage]] = passage;
  return { documents: firsts.document.length, passages, first, document: documents };
}
