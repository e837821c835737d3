import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measures } from '../../src/evaluation/measures.ts';
import type { PhrasingKind } from './phrasings.ts';

/**
 * What was measured, as docs/quality/ keeps it: `sets/NAME.json` for a collection with judgments, `questions/NAME.json` for one
 * that was asked for its titles, `encoders/ENCODER/NAME.json` for a collection with judgments and another encoder than `static`. Each
 * file holds one measurement for each ranking version.
 */

/** Of one index, by mode. */
export interface SetMeasurement {
  /** `ranking` of the manifest. */
  readonly ranking: number;
  /** Of the index: who gets another one has other documents, other settings or another version. */
  readonly id: string;
  readonly modes: Readonly<Record<string, ModeMeasurement>>;
}

export interface ModeMeasurement {
  /** Six digits. */
  readonly means: Measures;
  /** nDCG@10 of each judged topic in ten-thousandths, in the order of the topic file. */
  readonly ndcg: readonly number[];
}

export interface StoredSet {
  readonly name: string;
  readonly analyzer: string;
  readonly documents: number;
  readonly judged: number;
  /** Of the ids of the judged topics, so that measurements of other topics are never compared. */
  readonly topics: string;
  readonly measurements: readonly SetMeasurement[];
}

export interface QuestionMeasurement {
  readonly ranking: number;
  readonly id: string;
  readonly modes: Readonly<Record<string, AskedTitles>>;
}

export interface AskedTitles {
  /** For each title: questions that were asked, and those that put its article first. */
  readonly asked: readonly number[];
  readonly first: readonly number[];
  /** By kind of phrasing: questions, those with the article first and among the first ten, those of the ten that show its lead. */
  readonly kinds: Readonly<Record<PhrasingKind, KindCount>>;
}

export interface KindCount {
  readonly asked: number;
  readonly first: number;
  readonly found: number;
  readonly lead: number;
}

export interface StoredQuestions {
  readonly name: string;
  /** What the collection is, for the page. */
  readonly title: string;
  readonly measurements: readonly QuestionMeasurement[];
}

/** Collections that were measured with another encoder than `static`. */
export interface StoredEncoder {
  readonly name: string;
  readonly sets: readonly StoredSet[];
}

export interface StoredQuality {
  readonly sets: readonly StoredSet[];
  readonly questions: readonly StoredQuestions[];
  readonly encoders: readonly StoredEncoder[];
}

/** Units of `ndcg`. */
export const NDCG_UNITS = 10_000;

const encode = (value: unknown) =>
  // A list of numbers on one line: a file of a line for each topic is read by nobody.
  `${JSON.stringify(value, null, 1).replace(/\[[\s\d,]*\]/g, (list) => list.replace(/\s+/g, ''))}\n`;

export function storeSet(folder: string, set: StoredSet): void {
  store(join(folder, 'sets'), set);
}

export function storeQuestions(folder: string, questions: StoredQuestions): void {
  store(join(folder, 'questions'), questions);
}

function store(folder: string, value: { readonly name: string }): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${value.name}.json`), encode(value));
}

/** @param encoder its name */
export function storeEncoded(folder: string, encoder: string, set: StoredSet): void {
  store(join(folder, 'encoders', encoder), set);
}

/** All that is stored, by name. */
export function readQuality(folder: string): StoredQuality {
  const encoders = join(folder, 'encoders');
  return {
    sets: readAll(join(folder, 'sets')),
    questions: readAll(join(folder, 'questions')),
    encoders: (existsSync(encoders) ? readdirSync(encoders).sort() : []).map((name) => ({
      name,
      sets: readAll(join(encoders, name)),
    })),
  };
}

function readAll<Stored extends { readonly name: string }>(folder: string): Stored[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const stored = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Stored);
  return stored.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The same with a measurement in it, in place of an older one of its ranking version; versions rise. */
export function withMeasurement<Measurement extends { readonly ranking: number }>(
  measurements: readonly Measurement[],
  added: Measurement,
): Measurement[] {
  const others = measurements.filter(({ ranking }) => ranking !== added.ranking);
  return [...others, added].sort((left, right) => left.ranking - right.ranking);
}
