import { StillwebError } from '../../errors.ts';

/** A file of vectors of passages, and what a setting says of it. */
export interface RecordedSource {
  readonly path: string;
  /** File of vectors of queries, in the same folder; undefined where the first file has texts, or there are none. */
  readonly queries: string | undefined;
  readonly precision: 'float32' | undefined;
  /** What a passage without a vector gets. */
  readonly missing: 'error' | 'zeros';
  /** The choices once more, in a fixed order. */
  readonly written: string;
}

const NAMES = ['queries', 'precision', 'missing'] as const;

/** @param source `vectors.npy?queries=queries.npy&precision=float32` @throws StillwebError SETTING_INVALID, UNSUPPORTED */
export function readRecordedSource(source: string | undefined): RecordedSource {
  const mark = source?.indexOf('?') ?? -1;
  const path = mark < 0 ? (source ?? '') : source!.slice(0, mark);
  if (path === '') {
    const message = 'the encoder recorded takes a file of vectors';
    throw new StillwebError('UNSUPPORTED', message, { encoder: 'recorded', supported: ['recorded:FILE'] });
  }
  const choices: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const part of mark < 0 ? [] : source!.slice(mark + 1).split('&')) {
    const equals = part.indexOf('=');
    const name = NAMES.find((each) => each === (equals < 0 ? part : part.slice(0, equals)));
    if (name === undefined) throw invalid(`recorded vectors know no ${JSON.stringify(part)}: ${NAMES.join(', ')}`);
    choices[name] = decode(equals < 0 ? '' : part.slice(equals + 1));
  }
  const { queries, precision = 'int8', missing = 'error' } = choices;
  if (queries !== undefined && (queries === '' || /[/\\]/.test(queries) || queries === '..' || queries === '.')) {
    throw invalid(`the vectors of queries are a file beside ${path}, and not ${JSON.stringify(queries)}`);
  }
  if (precision !== 'int8' && precision !== 'float32') {
    throw invalid(`the precision of vectors is int8 or float32, and not ${JSON.stringify(precision)}`);
  }
  if (missing !== 'error' && missing !== 'zeros') throw invalid(`missing= is error or zeros`);
  const written = NAMES.flatMap((name) => {
    const value = choices[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return {
    path,
    queries,
    precision: precision === 'float32' ? precision : undefined,
    missing,
    written: written.length === 0 ? '' : `?${written.join('&')}`,
  };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value).toWellFormed();
  } catch {
    throw invalid(`${JSON.stringify(value)} is no percent-encoded text`);
  }
}

function invalid(message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting: 'encoder' });
}
