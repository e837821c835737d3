import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { MAX_REPORT_BYTES } from '../limits.ts';

/** A report of a system, and what it should say. */
export interface Report {
  readonly id: string;
  readonly question: string;
  readonly text: string;
  /** Null where no file of key points has its id. */
  readonly keyPoints: readonly string[] | null;
}

/**
 * Reads the reports of a system as DeepResearchGym keeps them: `ID.q` is a question and `ID.a` its report; `ID_aggregated.json` of another
 * folder has `{"key_points": [{"point_content": text}]}`. An id with one of the two files is refused: a report that is missing would
 * otherwise raise the mean.
 *
 * @returns by id
 * @throws StillwebError INPUT_MISSING; REPORTS_INVALID
 */
export function readReports(folder: string, keyPoints: string | undefined): Report[] {
  const names = list(folder);
  const ids = [...new Set(names.flatMap((name) => /^(.+)\.[qa]$/.exec(name)?.[1] ?? []))].sort();
  if (ids.length === 0) throw invalid(folder, 'holds no report: no ID.q with an ID.a');
  const points = keyPoints === undefined ? new Set<string>() : new Set(list(keyPoints));
  return ids.map((id) => {
    const lacks = ['q', 'a'].find((ending) => !names.includes(`${id}.${ending}`));
    if (lacks !== undefined) throw invalid(join(folder, `${id}.${lacks}`), 'is not there');
    const file = `${id}_aggregated.json`;
    return {
      id,
      question: read(join(folder, `${id}.q`)),
      text: read(join(folder, `${id}.a`)),
      keyPoints: points.has(file) ? keyPointsOf(join(keyPoints!, file)) : null,
    };
  });
}

function keyPointsOf(path: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(read(path));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(path, 'is not JSON');
    throw error;
  }
  const { key_points: points } = (value ?? {}) as { readonly key_points?: unknown };
  if (!Array.isArray(points) || points.length === 0) throw invalid(path, 'has no list key_points');
  return points.map((point) => {
    const content: unknown = point?.point_content;
    if (typeof content !== 'string' || content.trim() === '')
      throw invalid(path, 'has a key point without point_content');
    return content.trim();
  });
}

function list(folder: string): string[] {
  return reading(folder, () => readdirSync(folder));
}

function read(path: string): string {
  const bytes = reading(path, () => readFileSync(path));
  if (bytes.length > MAX_REPORT_BYTES) throw invalid(path, `has over ${MAX_REPORT_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    throw invalid(path, 'is not UTF-8');
  }
}

function reading<Read>(path: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read (${code})`, { file: path }, { cause });
  }
}

function invalid(file: string, what: string): StillwebError {
  return new StillwebError('REPORTS_INVALID', `${file} ${what}`, { file });
}
