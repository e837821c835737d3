import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { StillwebError } from '../errors.ts';
import { hashFile } from './hash-file.ts';
import { damaged } from './onnx/model-folder.ts';
import type { RecordedTokens } from './recorded-tokens.ts';
import { TokenRows } from './token-rows.ts';

/** Vectors of the tokens of passages and queries, which a model of late interaction gave and somebody recorded in a folder. */

/** Grows whenever a score changes though the files do not. Part of the fingerprint. */
const PROCEDURE = 'maxsim procedure 1';
const PASSAGES = { rows: 'passages.npy', lines: 'passages.jsonl', table: 'passages.arrow', name: 'id' } as const;
const QUERIES = { rows: 'queries.npy', lines: 'queries.jsonl', table: 'queries.arrow', name: 'text' } as const;
const MOST_TOKENS = 8192;

type Side = typeof PASSAGES | typeof QUERIES;

/** What a folder of recorded vectors is, before it is opened. */
export interface TokenFolder {
  readonly name: string;
  /** SHA-256 over its files, in hexadecimal. */
  readonly fingerprint: string;
}

/**
 * Hashes the files of a folder, which takes a second for each gigabyte.
 *
 * @throws StillwebError ENCODER_MISSING where one of them is not there; ENCODER_DAMAGED for texts that are there twice
 */
export function readTokenFolder(folder: string): TokenFolder {
  const files = [...filesOf(folder, PASSAGES), ...filesOf(folder, QUERIES)];
  const missing = files.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) {
    const message = `there are no token vectors in ${folder}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there`;
    throw new StillwebError('ENCODER_MISSING', message, { kind: 'maxsim', folder, files: missing });
  }
  const shaping = JSON.stringify([PROCEDURE, ...files.map((name) => hashFile(join(folder, name)))]);
  return { name: basename(resolve(folder)), fingerprint: createHash('sha256').update(shaping).digest('hex') };
}

/** A table of Arrow where there is one, else rows of NumPy and lines that name them. */
function filesOf(folder: string, { rows, lines, table }: Side): string[] {
  if (!existsSync(join(folder, table))) return [rows, lines];
  if (existsSync(join(folder, rows))) throw damaged(folder, table, `is there beside ${rows}: one of them is too many`);
  return [table];
}

/** Rows of one text: the first of them, and how many. */
type Stretch = readonly [from: number, count: number];

export class TokenVectors {
  readonly dimensions: number;
  readonly #passages: RecordedTokens;
  readonly #queries: RecordedTokens;

  private constructor(passages: RecordedTokens, queries: RecordedTokens) {
    this.dimensions = passages.dimensions;
    this.#passages = passages;
    this.#queries = queries;
  }

  /**
   * Names and places are in memory, some hundred bytes for each text. Vectors of NumPy stay on disk, and tables of Arrow are held whole.
   *
   * @throws StillwebError ENCODER_DAMAGED
   */
  static async open(folder: string): Promise<TokenVectors> {
    const passages = await openSide(folder, PASSAGES);
    try {
      const queries = await openSide(folder, QUERIES);
      if (queries.dimensions === passages.dimensions) return new TokenVectors(passages, queries);
      queries.close();
      throw damaged(folder, filesOf(folder, QUERIES)[0], `has other dimensions than ${filesOf(folder, PASSAGES)[0]}`);
    } catch (error) {
      passages.close();
      throw error;
    }
  }

  /** int8, a row a token; null for a query that was not recorded. */
  ofQuery(text: string): Int8Array | null {
    return this.#queries.read(text);
  }

  /** Of the first of the names that was recorded; null where none was. */
  ofPassage(...names: readonly string[]): Int8Array | null {
    for (const name of names) {
      const found = this.#passages.read(name);
      if (found !== null) return found;
    }
    return null;
  }

  async close(): Promise<void> {
    this.#passages.close();
    this.#queries.close();
  }
}

async function openSide(folder: string, side: Side): Promise<RecordedTokens> {
  const [first] = filesOf(folder, side);
  if (first === side.table) {
    const { openArrowTokens } = await import('./recorded/arrow-tokens.ts');
    return await openArrowTokens(join(folder, first), side.name, MOST_TOKENS);
  }
  const rows = TokenRows.open(folder, side.rows);
  try {
    const stretches = await readStretches(folder, side, rows.count);
    const read = (name: string): Int8Array | null => {
      const found = stretches.get(name);
      return found === undefined ? null : rows.read(...found);
    };
    return { dimensions: rows.dimensions, read, close: () => rows.close() };
  } catch (error) {
    rows.close();
    throw error;
  }
}

/** @throws StillwebError ENCODER_DAMAGED for what does not share out all rows among texts that are named once */
async function readStretches(folder: string, { lines, name }: Side, rows: number): Promise<Map<string, Stretch>> {
  const stretches = new Map<string, Stretch>();
  let from = 0;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(join(folder, lines)), crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const { key, tokens } = readLine(line, name);
    if (key === null || tokens === null) {
      const what = `has no {"${name}": TEXT, "tokens": 1 to ${MOST_TOKENS}} in line ${number}`;
      throw damaged(folder, lines, what);
    }
    if (stretches.has(key)) throw damaged(folder, lines, `names ${JSON.stringify(key)} twice, in line ${number} again`);
    stretches.set(key, [from, tokens]);
    from += tokens;
  }
  if (from !== rows) throw damaged(folder, lines, `tells of ${from} tokens, and there are ${rows} rows`);
  return stretches;
}

function readLine(line: string, name: string): { readonly key: string | null; readonly tokens: number | null } {
  let value: Readonly<Record<string, unknown>> | null = null;
  try {
    value = JSON.parse(line);
  } catch {
    // As for a line without both.
  }
  const [key, tokens] = [value?.[name], value?.tokens];
  return {
    key: typeof key === 'string' ? key : null,
    tokens: Number.isInteger(tokens) && Number(tokens) >= 1 && Number(tokens) <= MOST_TOKENS ? Number(tokens) : null,
  };
}
