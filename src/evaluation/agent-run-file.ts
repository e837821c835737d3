import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import type { Json, Row } from './canary.ts';
import { parseJsonRow } from './json-row.ts';
import { readLines } from './text-lines.ts';

/** What an agent did for one question, as the clients of BrowseComp-Plus write it. */
export interface AgentRun {
  readonly question: string;
  /** `completed`, or what went wrong. */
  readonly status: string;
  /** By tool. */
  readonly calls: ReadonlyMap<string, number>;
  /** Documents that its searches gave it, each once. */
  readonly retrieved: readonly string[];
  /** The text that it ends with; empty for none. */
  readonly response: string;
}

/**
 * Reads runs of an agent: a folder of JSON files, one a question, those of its folders left out; or one file of JSON Lines, plain or gzip.
 * A row has `query_id`, `status`, `tool_call_counts`, `retrieved_docids` and `result`, whose last entry `{type: "output_text", output}` is
 * the response. Other fields are passed over.
 *
 * @returns by the id of the question, files by name
 * @throws StillwebError INPUT_MISSING; AGENT_RUN_INVALID with file and line: no such row, a question twice, no run at all
 */
export async function readAgentRuns(path: string): Promise<ReadonlyMap<string, AgentRun>> {
  const runs = new Map<string, AgentRun>();
  for await (const { row, place } of readRows(path)) {
    const run = runOf(row, place);
    if (runs.has(run.question)) throw invalid(place, `question ${run.question} has been answered by an earlier run`);
    runs.set(run.question, run);
  }
  if (runs.size === 0) throw invalid(path, 'there is no run');
  return runs;
}

async function* readRows(path: string): AsyncGenerator<{ readonly row: Row; readonly place: string }> {
  for (const file of filesOf(path)) {
    const lines = [...(await readLines(file, 'AGENT_RUN_INVALID'))];
    // A file of a folder is one object over many lines; a row of JSON Lines ends with its line.
    const whole = file === path ? null : lines.map(({ text }) => text).join('\n');
    const rows = whole === null ? lines : [{ number: 1, text: whole }];
    for (const line of rows) {
      yield { row: parseJsonRow(line, file, 'AGENT_RUN_INVALID'), place: `${file}:${line.number}` };
    }
  }
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read (${code})`, { file: path }, { cause });
  }
}

function runOf(row: Row, place: string): AgentRun {
  const { query_id: question, status, tool_call_counts: counts, retrieved_docids: retrieved, result } = row;
  if (typeof question !== 'string' && typeof question !== 'number') throw invalid(place, 'the run has no query_id');
  if (typeof status !== 'string') throw invalid(place, 'the run has no status');
  if (!isRow(counts)) throw invalid(place, 'tool_call_counts is no object of numbers');
  for (const count of Object.values(counts)) {
    if (!Number.isSafeInteger(count) || (count as number) < 0) throw invalid(place, 'a count of calls is no number');
  }
  if (!isList(retrieved) || !retrieved.every((id) => typeof id === 'string' || typeof id === 'number')) {
    throw invalid(place, 'retrieved_docids is no list of ids');
  }
  if (!isList(result)) throw invalid(place, 'result is no list');
  const last = result.at(-1);
  const output = isRow(last) && last.type === 'output_text' ? last.output : '';
  if (typeof output !== 'string') throw invalid(place, 'the output of the last result is no text');
  return {
    question: String(question),
    status,
    calls: new Map(Object.entries(counts) as [string, number][]),
    retrieved: [...new Set(retrieved.map(String))],
    response: output,
  };
}

function isRow(value: Json | undefined): value is Row {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function invalid(place: string, what: string): StillwebError {
  return new StillwebError('AGENT_RUN_INVALID', `${place}: ${what}`, { place });
}
