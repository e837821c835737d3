import { statSync } from 'node:fs';
import { readRun } from '../../evaluation/run-file.ts';
import { readLines } from '../../evaluation/text-lines.ts';
import type { Topic } from '../../evaluation/topic.ts';
import { orderAsTrecEval } from '../../evaluation/trec-order.ts';
import { traceEvents } from '../../experiment/sessions/trace-events.ts';
import { shownRankings } from '../../experiment/trace/shown-rankings.ts';
import type { RankedSide, SideOptions } from './ranked-side.ts';

/**
 * Opens a server by its address, an index by its directory, or a file: a trace of calls, or a TREC run in the order that trec_eval
 * gives it. Queries are read as the API reads them, and identical texts have places of their own.
 *
 * @throws StillwebError SETTING_INVALID; INPUT_MISSING; RUN_INVALID; SESSION_LOG_INVALID; what opening an index throws
 */
export async function openSide(place: string, options: SideOptions): Promise<RankedSide> {
  if (/^https?:\/\//i.test(place)) {
    const { openServerSide } = await import('./server-side.ts');
    return openServerSide(place, options);
  }
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) {
    const { openIndexSide } = await import('./index-side.ts');
    return await openIndexSide(place, options);
  }
  const lines = await readLines(place, 'RUN_INVALID');
  for (const { text } of lines) return text.trimStart().startsWith('{') ? await openTrace(place) : await openRun(place);
  return await openRun(place);
}

async function openRun(path: string): Promise<RankedSide> {
  const { run, tag } = await readRun(path);
  const rankings = new Map(Array.from(run, ([topic, rows]) => [topic, orderAsTrecEval(rows)]));
  return fileSide(
    `run ${tag}`,
    [...rankings.keys()].map((id) => ({ id, text: id })),
    ({ id }) => rankings.get(id),
  );
}

/** A query that was asked several times has the first of its answers that had hits. */
async function openTrace(path: string): Promise<RankedSide> {
  const rankings = new Map<string, readonly string[]>();
  for (const { query, ids } of shownRankings(traceEvents(await readLines(path, 'SESSION_LOG_INVALID'), path))) {
    if ((rankings.get(query)?.length ?? 0) === 0) rankings.set(query, ids);
  }
  const topics = [...rankings.keys()].map((query) => ({ id: query, text: query }));
  return fileSide(`trace ${path}`, topics, ({ text }) => rankings.get(text));
}

function fileSide(
  name: string,
  topics: readonly Topic[],
  find: (topic: Topic) => readonly string[] | undefined,
): RankedSide {
  return { name, topics, rank: async (topic) => find(topic) ?? null, close: async () => {} };
}
