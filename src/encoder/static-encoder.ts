import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assertUnicodeVersion } from '../analysis/code-point.ts';
import type { EncoderDescription } from '../contract/encoder-description.ts';
import { StillwebError } from '../errors.ts';
import type { RowSum } from '../kernel/row-sum.ts';
import { openRowSum } from '../wasm/row-sum.ts';
import type { Encoder, EncoderKind } from './encoder.ts';
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

/**
 * One int8 vector a token, distilled from all-MiniLM-L6-v2; a text is their weighted sum, brought to length 400 and
 * rounded to int8. Only integers, `+ − × ÷`, square root and floor: the same bytes on every machine.
 */
export class StaticEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #table: Omit<StaticTable, 'rows'>;
  readonly #wordPiece: WordPiece;
  readonly #rowSum: RowSum;

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
    const { weights, dimensions, scale, maxTokens } = this.#table;
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
    const sums = rowSum.sum(count);
    let square = 0;
    for (let j = 0; j < dimensions; j++) square += sums[j] * sums[j];
    if (square === 0) return;
    const norm = Math.sqrt(square);
    for (let j = 0; j < dimensions; j++) {
      // Multiplication before division: the order is part of the procedure.
      out[j] = Math.max(-127, Math.min(127, Math.floor((sums[j] * scale) / norm + 0.5)));
    }
  }
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
    const bytes = readFileSync(url);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return shared;
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

/** `static`: the one encoder that ships with the program. */
export const STATIC: EncoderKind = {
  name: 'static',
  describe(source) {
    refuseSource(source);
    return loaded?.description ?? describeStaticEncoder();
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
