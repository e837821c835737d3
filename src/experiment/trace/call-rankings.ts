import { StillwebError } from '../../errors.ts';
import { readLines } from '../../evaluation/text-lines.ts';
import { traceEvents } from '../sessions/trace-events.ts';
import { shownRankings } from './shown-rankings.ts';

/**
 * The rankings of a trace by the calls that found them: session, step, query and how often the step had asked it before. So a call is known again in another trace of the same
 * calls. Calls of no session have their query, and how often it was asked before.
 *
 * @param onCut told the number of the last line where that was cut, and is passed over
 * @returns ids in rank order, each once; none for a call that failed
 * @throws StillwebError INPUT_MISSING; SESSION_LOG_INVALID, also where there is no search
 */
export async function readCallRankings(
  path: string,
  onCut?: (line: number) => void,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rankings = new Map<string, readonly string[]>();
  const asked = new Map<string, number>();
  const events = traceEvents(await readLines(path, 'SESSION_LOG_INVALID'), path, {}, onCut);
  for (const { session, step, query, ids } of shownRankings(events)) {
    const call = JSON.stringify([session ?? null, session === undefined ? null : step, query]);
    const before = asked.get(call) ?? 0;
    asked.set(call, before + 1);
    rankings.set(`${call} ${before}`, ids);
  }
  if (rankings.size > 0) return rankings;
  throw new StillwebError('SESSION_LOG_INVALID', `${path} holds no search`, { file: path });
}
