import { StillwebError } from '../../errors.ts';
import { decodeChoice, divideSource, eachChoice, invalidChoice, writeChoices } from '../source-choices.ts';

/** What a passage without a vector gets. */
export type MissingVectors = 'error' | 'zeros';

/** A file of vectors of passages, and what a setting says of it. */
export interface RecordedSource {
  readonly path: string;
  /** File of vectors of queries, in the same folder; undefined where the first file has texts, or there are none. */
  readonly queries: string | undefined;
  readonly precision: 'float32' | undefined;
  readonly missing: MissingVectors;
  /** The choices once more, in a fixed order. */
  readonly written: string;
}

const NAMES = ['queries', 'precision', 'missing'] as const;

/** @param source `vectors.npy?queries=queries.npy&precision=float32` @throws StillwebError SETTING_INVALID, UNSUPPORTED */
export function readRecordedSource(source: string | undefined): RecordedSource {
  const { place: path, choices: given } = divideSource(source ?? '');
  if (path === '') {
    const message = 'the encoder recorded takes a file of vectors';
    throw new StillwebError('UNSUPPORTED', message, { encoder: 'recorded', supported: ['recorded:FILE'] });
  }
  const choices: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const { part, name: wanted, value } of given === null ? [] : eachChoice(given)) {
    const name = NAMES.find((each) => each === wanted);
    if (name === undefined)
      throw invalidChoice(`recorded vectors know no ${JSON.stringify(part)}: ${NAMES.join(', ')}`);
    choices[name] = decodeChoice(value).toWellFormed();
  }
  const { queries, precision = 'int8', missing = 'error' } = choices;
  if (queries !== undefined && (queries === '' || /[/\\]/.test(queries) || queries === '..' || queries === '.')) {
    throw invalidChoice(`the vectors of queries are a file beside ${path}, and not ${JSON.stringify(queries)}`);
  }
  if (precision !== 'int8' && precision !== 'float32') {
    throw invalidChoice(`the precision of vectors is int8 or float32, and not ${JSON.stringify(precision)}`);
  }
  if (missing !== 'error' && missing !== 'zeros') throw invalidChoice(`missing= is error or zeros`);
  return {
    path,
    queries,
    precision: precision === 'float32' ? precision : undefined,
    missing,
    written: writeChoices(NAMES, choices),
  };
}
