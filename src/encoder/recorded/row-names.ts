import { existsSync, readFileSync } from 'node:fs';
import { damagedVectors, missingFile } from './vector-file.ts';

/** What the rows of a file of vectors are of. */
export interface RowNames {
  /** `document`: ids, one vector a document. `passage`: ids and numbers. `text`: texts. */
  readonly kind: 'document' | 'passage' | 'text';
  /** Row of each name; of a passage `passageName`. Of a text that stands there several times, the first. */
  readonly rows: ReadonlyMap<string, number>;
  /** Rows of texts that stand in an earlier row too, and these. */
  readonly repeated: readonly (readonly [row: number, first: number])[];
  /** All rows. */
  readonly count: number;
}

interface RowName {
  readonly name: string;
  readonly number?: number;
}

const ENDINGS = ['.ids', '.texts'] as const;

export function passageName(id: string, number: number): string {
  return `${number} ${id}`;
}

/** Names beside the vectors: the same file name with the ending `.ids` or `.texts` in place of its own, or behind it. */
export function namesBeside(path: string): string {
  const found = findNamesBeside(path);
  if (found !== undefined) return found;
  const stem = stemOf(path);
  throw missingFile(`${stem}.ids or ${stem}.texts`, { code: 'ENOENT' });
}

/** The same; undefined where there is none, or where the file holds the names itself. */
export function findNamesBeside(path: string): string | undefined {
  if (holdsNames(path)) return undefined;
  return ENDINGS.flatMap((ending) => [stemOf(path) + ending, path + ending]).find((name) => existsSync(name));
}

/** Whether a file of vectors has their names in a column, by its own name. */
export function holdsNames(path: string): boolean {
  return /\.(arrows?|feather|ipc)$/i.test(path);
}

function stemOf(path: string): string {
  return path.replace(/\.[^./\\]*$/, '');
}

/**
 * A line a row: a text (`.texts`), or an id, and behind a tab the number of the passage where documents have several (`.ids`). `\`, tab and
 * line break in them stand as `\\`, `\t`, `\n`, `\r`.
 *
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED
 */
export function readRowNames(path: string): RowNames {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw missingFile(path, cause);
  }
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (path.endsWith('.texts'))
    return toRowNames(
      path,
      'text',
      lines.map((line, row) => ({ name: readEscapes(path, row, line) })),
    );
  const names = lines.map((line, row): RowName => {
    const [id, number, ...more] = line.split('\t');
    if (more.length > 0 || (number !== undefined && !/^[0-9]{1,9}$/.test(number))) {
      throw damagedVectors(path, `has more than an id and a number in line ${row + 1}`);
    }
    return { name: readEscapes(path, row, id), ...(number !== undefined && { number: Number(number) }) };
  });
  return toRowNames(path, 'id', names);
}

/** @throws StillwebError ENCODER_DAMAGED where two rows have one id, or only some have numbers */
export function toRowNames(path: string, named: 'id' | 'text', names: readonly RowName[]): RowNames {
  const numbered = names.filter(({ number }) => number !== undefined).length;
  if (numbered !== 0 && numbered !== names.length)
    throw damagedVectors(path, 'gives numbers of passages to some ids only');
  const kind = named === 'text' ? 'text' : numbered > 0 ? 'passage' : 'document';
  const rows = new Map<string, number>();
  const repeated: [number, number][] = [];
  for (const [row, { name, number = 0 }] of names.entries()) {
    if (!Number.isInteger(number) || number < 0) throw damagedVectors(path, `has no number of a passage in row ${row}`);
    const key = kind === 'passage' ? passageName(name, number) : name;
    const first = rows.get(key);
    if (first === undefined) rows.set(key, row);
    else if (kind === 'text') repeated.push([row, first]);
    else throw damagedVectors(path, `has ${JSON.stringify(name)} twice, in rows ${first} and ${row}`);
  }
  return { kind, rows, repeated, count: names.length };
}

function readEscapes(path: string, row: number, text: string): string {
  return text.replace(/\\([\s\S]?)/g, (_, sign: string) => {
    const plain = { '\\': '\\', t: '\t', n: '\n', r: '\r' }[sign];
    if (plain === undefined)
      throw damagedVectors(path, `has a \\ in line ${row + 1} that stands for nothing: write \\\\`);
    return plain;
  });
}
