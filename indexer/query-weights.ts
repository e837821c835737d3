import { join } from 'node:path';
import { MAX_TERM_LENGTH } from '../src/analysis/analyzers.ts';
import { StillwebError } from '../src/errors.ts';
import { QUERY_WEIGHTS_FILE } from '../src/format/file-names.ts';
import { type GivenImpactsDescription, scaledWeight, scaleOf } from '../src/format/given-impacts.ts';
import { MAX_QUERY_TOKEN_WEIGHT, QUERY_WEIGHTS_KIND, queryWeightSections } from '../src/format/query-weights.ts';
import { StringTableBuilder } from '../src/format/string-table.ts';
import { MAX_QUERY_TABLE_BYTES, MAX_QUERY_TABLE_TOKENS } from '../src/limits.ts';
import { readRegular } from '../src/store/regular-file.ts';
import { writeSectionFile } from '../src/store/section-file-writer.ts';

/**
 * Reads a table of query weights: a JSON object of tokens and weights, as inference-free models ship it, or lines of a token, a tab
 * and a weight. A weight of 0 stands for no token.
 *
 * @returns distinct tokens with weights above 0, in the order of the file
 * @throws StillwebError IMPACTS_INVALID; INPUT_MISSING
 */
export function readQueryTable(path: string): ReadonlyMap<string, number> {
  const text = readQueryFile(path);
  const weights = new Map<string, number>();
  const seen = new Set<string>();
  for (const { token, weight, line } of text.trimStart().startsWith('{') ? readObject(path, text) : readLines(text)) {
    const refuse = (what: string): never => {
      const place = line === undefined ? path : `${path} line ${line}`;
      const facts = { file: path, ...(line !== undefined && { line }) };
      throw new StillwebError('IMPACTS_INVALID', `${place} ${what}`, facts);
    };
    if (token === '' || token.length > MAX_TERM_LENGTH) {
      refuse(`has a token of ${token.length} characters; one has 1 to ${MAX_TERM_LENGTH}`);
    }
    if (seen.has(token)) refuse(`has the token ${JSON.stringify(token)} a second time`);
    if (typeof weight !== 'number' || !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      refuse(`gives the token ${JSON.stringify(token)} no weight of 0 or more`);
    }
    seen.add(token);
    if (seen.size > MAX_QUERY_TABLE_TOKENS) refuse(`has over ${MAX_QUERY_TABLE_TOKENS} tokens`);
    if (weight !== 0) weights.set(token, weight as number);
  }
  if (weights.size > 0) return weights;
  throw new StillwebError('IMPACTS_INVALID', `${path} has no token with a weight`, { file: path });
}

interface TableEntry {
  readonly token: string;
  readonly weight: unknown;
  readonly line?: number;
}

/** @throws StillwebError IMPACTS_INVALID for more bytes than `MAX_QUERY_TABLE_BYTES`; INPUT_MISSING */
export function readQueryFile(path: string): string {
  let text: string | null;
  try {
    text = readRegular(path, MAX_QUERY_TABLE_BYTES);
  } catch (cause) {
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read`, { file: path }, { cause });
  }
  if (text !== null) return text;
  const facts = { file: path, limit: MAX_QUERY_TABLE_BYTES };
  throw new StillwebError('IMPACTS_INVALID', `${path} has over ${MAX_QUERY_TABLE_BYTES} bytes`, facts);
}

function readObject(path: string, text: string): TableEntry[] {
  try {
    const object = JSON.parse(text) as { [token: string]: unknown };
    return Object.entries(object).map(([token, weight]) => ({ token, weight }));
  } catch (cause) {
    throw new StillwebError('IMPACTS_INVALID', `${path} is no JSON object`, { file: path }, { cause });
  }
}

function* readLines(text: string): Generator<TableEntry> {
  for (const [i, line] of text.split('\n').entries()) {
    const row = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (row === '') continue;
    const tab = row.indexOf('\t');
    const weight = tab < 0 ? '' : row.slice(tab + 1).trim();
    yield { token: tab < 0 ? row : row.slice(0, tab), weight: weight === '' ? null : Number(weight), line: i + 1 };
  }
}

/** Writes `query-weights.bin`. @returns what the manifest says of it */
export function writeQueryWeights(
  folder: string,
  table: ReadonlyMap<string, number>,
): NonNullable<GivenImpactsDescription['queryWeights']> {
  let largest = 0;
  let isWhole = true;
  const tokens = new StringTableBuilder();
  for (const [token, weight] of table) {
    tokens.add(token);
    largest = Math.max(largest, weight);
    isWhole &&= Number.isInteger(weight);
  }
  const scale = scaleOf({ largest, isWhole }, MAX_QUERY_TOKEN_WEIGHT);
  const weights = Uint8Array.from(table.values(), (weight) => scaledWeight(weight, scale, MAX_QUERY_TOKEN_WEIGHT));
  const sections = queryWeightSections(tokens.build(), weights);
  writeSectionFile(join(folder, QUERY_WEIGHTS_FILE), QUERY_WEIGHTS_KIND, sections);
  return { scale, tokens: weights.length };
}
