/** A trace of as many calls as a test wants, written as a server writes it, without one having been asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answerName,
  TRACE_VERSION,
  writeAnswerLine,
  writeCallLine,
  writeToldMembers,
} from '../../src/experiment/trace/trace-line.ts';
import { temporaryFolder } from './temporary-folder.ts';

const INDEX = { name: 'memory', id: 'f'.repeat(32) };
const STARTED_MS = Date.UTC(2026, 0, 1);

export interface WrittenCall {
  readonly session: string;
  /** From 1. */
  readonly step: number;
  readonly query: string;
  readonly ids: readonly string[];
  /** What the answer shows. */
  readonly text: string;
}

/** @returns where it is */
export function writeTrace(calls: Iterable<WrittenCall>): string {
  const path = join(temporaryFolder(), 'written.jsonl');
  const lines = [Buffer.from(`${JSON.stringify({ trace: TRACE_VERSION, software: 'test', started: '' })}\n`)];
  let number = 0;
  for (const { session, step, query, ids, text } of calls) {
    number++;
    const key = JSON.stringify([number, 'search', INDEX.name, query]);
    const body = Buffer.from(
      JSON.stringify({ hits: ids.map((id, i) => ({ rank: i + 1, id, snippet: i === 0 ? text : '' })) }),
    );
    const answer = answerName(INDEX.id, key);
    const told = { answer, index: INDEX.id, key, hits: ids.length, notes: { hits: [ids] }, bytes: body.length };
    for (const piece of writeAnswerLine(told, body)) lines.push(Buffer.from(piece));
    const line = writeCallLine(
      {
        call: number,
        time: new Date(STARTED_MS + number * 500).toISOString(),
        ms: 1,
        session,
        step,
        door: '/v1/search',
        kind: 'search',
        index: JSON.stringify(INDEX),
        asked: JSON.stringify({ queries: [query] }),
      },
      writeToldMembers({ hits: [ids], status: 200, error: null, answer, bytes: body.length }),
    );
    lines.push(Buffer.from(line));
  }
  writeFileSync(path, Buffer.concat(lines));
  return path;
}
