import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { assertUnicodeVersion } from '../analysis/code-point.ts';
import type { EncoderDescription } from '../contract/encoder-description.ts';
import { StillwebError } from '../errors.ts';
import type { RowSum } from '../kernel/row-sum.ts';
import { openRowSum } from '../wasm/row-sum.ts';
import type { Encoder, EncoderKind, TitledText } from './encoder.ts';
import { parseStaticTable, type StaticTable } from './static-table.ts';
import { WordPiece } from './word-piece.ts';

/** Grows whenever a vector changes though table and vocabulary do not. Part of the fingerprint. */
const PROCEDURE = 'static-minilm procedure 1, Unicode 15.1.0';
/** Measured: table, vocabulary and caches of one thread, some 20 MB. */
const STATIC_BYTES = 24 * 1024 * 1024;
const TABLE_URL = new URL('./static-minilm/static-minilm.bin', import.meta.url);
const VOCABULARY_URL = new URL('./static-minilm/vocab.txt', import.meta.url);

/** What the encoder is made of. Both may lie in shared memory, so that workers need one copy between them. */
export interface StaticEncoderFiles {
  /** The bytes of `static-minilm.bin`. */
  readonly table: Uint8Array;
  /** The bytes of `vocab.txt`. */
  readonly vocabulary: Uint8Array;
}

/** The sum of the tokens of a text, kept because the next passage may be of the same title or text. */
interface KnownSum {
  text: string;
  readonly sums: Float64Array;
  /** Length of the sum; 0 for a text without tokens. */
  norm: number;
}

/**
 * One int8 vector a token, distilled from all-MiniLM-L6-v2; a text is their weighted sum, brought to length 400 and
 * rounded to int8. A title apart from its text is a vector of half the length of the text's. Only integers, `+ − × ÷`, square root and floor: the same bytes on every machine.
 */
export class StaticEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #table: Omit<StaticTable, 'rows'>;
  readonly #wordPiece: WordPiece;
  readonly #rowSum: RowSum;
  readonly #knownTitle: KnownSum;
  readonly #knownText: KnownSum;
  readonly #joined: Float64Array;

  /** @throws StillwebError ENCODER_DAMAGED if the bytes are no table with its vocabulary */
  constructor(files: StaticEncoderFiles) {
    assertUnicodeVersion();
    const { rows, ...table } = parseStaticTable(files.table);
    this.#table = table;
    const vocabulary = Buffer.from(files.vocabulary);
    const tokens = vocabulary.toString('utf8').replace(/\n$/, '').split('\n');
    if (tokens.length !== this.#table.vocabularySize) {
      throw new StillwebError(
        'ENCODER_DAMAGED',
        `vocab.txt holds ${tokens.length} tokens and the table ${this.#table.vocabularySize}`,
        { file: 'vocab.txt' },
      );
    }
    this.#wordPiece = new WordPiece(tokens);
    this.#rowSum = openRowSum(rows, table.dimensions, table.maxTokens);
    this.#knownTitle = { text: '', sums: new Float64Array(table.dimensions), norm: 0 };
    this.#knownText = { text: '', sums: new Float64Array(table.dimensions), norm: 0 };
    this.#joined = new Float64Array(table.dimensions);
    this.description = describeFiles(files, table.dimensions);
  }

  async encode(texts: readonly string[], _kind: 'query' | 'passage'): Promise<Int8Array> {
    return this.encodeNow(texts);
  }

  /** As `encode`, at once: for workers that have nothing else to do. */
  encodeNow(texts: readonly string[]): Int8Array {
    const { dimensions } = this.#table;
    const vectors = new Int8Array(texts.length * dimensions);
    texts.forEach((text, index) => {
      this.#encodeText(text, vectors.subarray(index * dimensions, (index + 1) * dimensions));
    });
    return vectors;
  }

  async encodeTitled(passages: readonly TitledText[]): Promise<Int8Array> {
    const { dimensions } = this.#table;
    const vectors = new Int8Array(passages.length * dimensions);
    passages.forEach(({ title, text }, index) => {
      const titleSum = this.#know(this.#knownTitle, title);
      const textSum = this.#know(this.#knownText, text);
      this.#join(textSum, titleSum, vectors.subarray(index * dimensions, (index + 1) * dimensions));
    });
    return vectors;
  }

  /** Does nothing: its table is kept for whoever comes next. */
  async close(): Promise<void> {}

  /** Token ids of a text, at most as many as a vector reads. */
  tokenIds(text: string): number[] {
    const { maxTokens } = this.#table;
    const ids: number[] = [];
    this.#wordPiece.tokenise(text, (wordIds) => {
      for (const id of wordIds) if (ids.length < maxTokens) ids.push(id);
      return ids.length < maxTokens;
    });
    return ids;
  }

  /** Writes the vector of `text` into `out`, which holds zeros. */
  #encodeText(text: string, out: Int8Array): void {
    const sums = this.#sumTokens(text);
    this.#round(sums, Math.sqrt(sumSquares(sums)), out);
  }

  /** The sum of the tokens of a text; valid until the next call. */
  #sumTokens(text: string): Int32Array {
    const { weights, maxTokens } = this.#table;
    const rowSum = this.#rowSum;
    let left = maxTokens;
    let count = 0;
    this.#wordPiece.tokenise(text, (wordIds) => {
      for (let index = 0; index < wordIds.length && left > 0; index++, left--) {
        const id = wordIds[index];
        if (weights[id] === 0) continue;
        rowSum.numbers[count] = id;
        rowSum.weights[count++] = weights[id];
      }
      return left > 0;
    });
    // With weights up to 4,095 and 4,096 tokens a sum stays below 2^31.
    return rowSum.sum(count);
  }

  #know(known: KnownSum, text: string): KnownSum {
    if (text === known.text) return known;
    known.text = text;
    known.sums.set(this.#sumTokens(text));
    known.norm = Math.sqrt(sumSquares(known.sums));
    return known;
  }

  /** Writes the vector of a text and its title into `out`, which holds zeros: both at length 1, the title halved. */
  #join(text: KnownSum, title: KnownSum, out: Int8Array): void {
    if (title.norm === 0) this.#round(text.sums, text.norm, out);
    else if (text.norm === 0) this.#round(title.sums, title.norm, out);
    else {
      const joined = this.#joined;
      // Divisions one by one: the order is part of the procedure.
      for (let j = 0; j < joined.length; j++) joined[j] = text.sums[j] / text.norm + title.sums[j] / title.norm / 2;
      this.#round(joined, Math.sqrt(sumSquares(joined)), out);
    }
  }

  /** Brings values to the length of the table and rounds them. */
  #round(values: Int32Array | Float64Array, norm: number, out: Int8Array): void {
    if (norm === 0) return;
    const { dimensions, scale } = this.#table;
    for (let j = 0; j < dimensions; j++) {
      // Multiplication before division: the order is part of the procedure.
      out[j] = Math.max(-127, Math.min(127, Math.floor((values[j] * scale) / norm + 0.5)));
    }
  }
}

/** In the order of the values. */
function sumSquares(values: Int32Array | Float64Array): number {
  let square = 0;
  for (let j = 0; j < values.length; j++) square += values[j] * values[j];
  return square;
}

function describeFiles({ table, vocabulary }: StaticEncoderFiles, dimensions: number): EncoderDescription {
  return {
    kind: 'static',
    name: 'static-minilm',
    dimensions,
    fingerprint: createHash('sha256').update(table).update(vocabulary).update(PROCEDURE).digest('hex'),
    fusion: { method: 'minmax', denseWeight: 20 },
    fusionByCoverage: { denseWeight: 15, uncoveredWeight: 30 },
  };
}

/** What `loadStaticEncoder` would describe, without the memory that encoding takes. @throws StillwebError ENCODER_DAMAGED */
export function describeStaticEncoder(): EncoderDescription {
  const files = readStaticEncoderFiles();
  return describeFiles(files, parseStaticTable(files.table).dimensions);
}

/**
 * Reads the table and the vocabulary that ship with the program into shared memory.
 *
 * @throws StillwebError ENCODER_DAMAGED if a file cannot be read
 */
export function readStaticEncoderFiles(): StaticEncoderFiles {
  return { table: readShared(TABLE_URL), vocabulary: readShared(VOCABULARY_URL) };
}

function readShared(url: URL): Uint8Array {
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    const opened = openSync(url, 'r');
    try {
      const shared = new Uint8Array(new SharedArrayBuffer(fstatSync(opened).size));
      for (let at = 0; at < shared.length; ) {
        const read = readSync(opened, shared, at, shared.length - at, at);
        if (read === 0) throw new Error(`it ends at byte ${at}`);
        at += read;
      }
      return shared;
    } finally {
      closeSync(opened);
    }
  } catch (cause) {
    throw new StillwebError('ENCODER_DAMAGED', `cannot read ${file} of the static encoder`, { file }, { cause });
  }
}

/**
 * The static encoder that ships with the program: 256 dimensions, for English text.
 *
 * @param files as `readStaticEncoderFiles` gives them, when they are loaded already
 * @throws StillwebError ENCODER_DAMAGED, UNICODE_TOO_OLD
 */
export function loadStaticEncoder(files: StaticEncoderFiles = readStaticEncoderFiles()): StaticEncoder {
  return new StaticEncoder(files);
}

/** One a thread: its table and caches take some 20 MB, and every index of the thread can use the same. */
let loaded: StaticEncoder | null = null;
let described: EncoderDescription | null = null;

/** `static`: the one encoder that ships with the program. */
export const STATIC: EncoderKind = {
  name: 'static',
  describe(source) {
    refuseSource(source);
    described ??= loaded?.description ?? describeStaticEncoder();
    return described;
  },
  open(source) {
    refuseSource(source);
    loaded ??= loadStaticEncoder();
    return loaded;
  },
  memoryBytes: () => STATIC_BYTES,
};

function refuseSource(source: string | undefined): void {
  if (source === undefined) return;
  const facts = { encoder: `static:${source}`, supported: ['static'] };
  throw new StillwebError('UNSUPPORTED', 'encoder static takes no source', facts);
}
