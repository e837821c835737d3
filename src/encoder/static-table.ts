import { StillwebError } from '../errors.ts';

const MAGIC = 'SVEC';

/** A parsed table: `weights[t]` and `rows[t × dimensions … ]` belong to token t. */
export interface StaticTable {
  readonly vocabularySize: number;
  readonly dimensions: number;
  /** Length that a vector is brought to before rounding. */
  readonly scale: number;
  /** Tokens of a text that are read. */
  readonly maxTokens: number;
  readonly weights: Uint16Array;
  /** A view of the given bytes, not a copy. */
  readonly rows: Int8Array;
}

/**
 * Reads a table of token vectors, little-endian:
 *
 *   'SVEC' · u32 headerBytes · header (JSON, padded with spaces to a multiple of four)
 *   u16 weights[vocabSize] · i8 rows[vocabSize][dims]
 *
 * @throws StillwebError ENCODER_DAMAGED
 */
export function parseStaticTable(bytes: Uint8Array): StaticTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || Buffer.from(bytes.slice(0, 4)).toString('latin1') !== MAGIC) throw damaged('no SVEC header');
  const headerBytes = view.getUint32(4, true);
  const header = parseHeader(bytes.slice(8, 8 + headerBytes));
  const vocabularySize = readCount(header, 'vocabSize');
  const dimensions = readCount(header, 'dims');
  if (dimensions % 4 !== 0) throw damaged(`${dimensions} dimensions are no multiple of four`);
  const weightsAt = 8 + headerBytes;
  const rowsAt = weightsAt + 2 * vocabularySize;
  const expected = rowsAt + vocabularySize * dimensions;
  if (bytes.length !== expected) throw damaged(`${bytes.length} bytes where ${expected} are expected`);
  const weights = new Uint16Array(vocabularySize);
  for (let token = 0; token < vocabularySize; token++) weights[token] = view.getUint16(weightsAt + 2 * token, true);
  return {
    vocabularySize,
    dimensions,
    scale: readCount(header, 'scale'),
    maxTokens: readCount(header, 'maxTokens'),
    weights,
    rows: new Int8Array(bytes.buffer, bytes.byteOffset + rowsAt, vocabularySize * dimensions),
  };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
}

function readCount(header: Record<string, unknown>, name: string): number {
  const value = header[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw damaged(`header field ${name} is wrong`);
  return value;
}

function damaged(what: string, cause?: unknown): StillwebError {
  return new StillwebError(
    'ENCODER_DAMAGED',
    `static-minilm.bin is damaged: ${what}`,
    { file: 'static-minilm.bin' },
    { cause },
  );
}
