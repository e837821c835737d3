import type { TextLine } from '../../evaluation/text-lines.ts';
import { cellOf, logRows } from './log-rows.ts';
import { parseLogTime } from './log-time.ts';
import type { LoggedEvent } from './session-event.ts';

/** Names of its columns: those of the log of the service, and those of the logs that were published. */
export const DEEPRESEARCHGYM_COLUMNS = {
  client: ['ip', 'ip_address', 'client_ip', 'user_id', 'user', 'api_key'],
  query: ['query'],
  time: ['timestamp', 'time', 'created_at'],
  session: ['session_id', 'session'],
  question: ['original_query'],
} as const;

/**
 * The searches of the log that DeepResearchGym writes into SQLite, as CSV: `ip, query, k, …, api_key, …, timestamp`, in any order, with
 * `original_query` and `session_id` where they are. It keeps no ids of hits. A row without a query is a call that asked for a page, or a
 * failed one: passed over.
 *
 * @throws StillwebError SESSION_LOG_INVALID with file and line
 */
export async function* deepresearchgymEvents(lines: Iterable<TextLine>, path: string): AsyncGenerator<LoggedEvent> {
  for await (const { row } of logRows(lines, path)) {
    const cell = (names: readonly string[]) =>
      names.map((name) => cellOf(row, name)).find((value) => value !== undefined);
    const query = cell(DEEPRESEARCHGYM_COLUMNS.query);
    if (query === undefined) continue;
    const session = cell(DEEPRESEARCHGYM_COLUMNS.session);
    const question = cell(DEEPRESEARCHGYM_COLUMNS.question);
    yield {
      client: cell(DEEPRESEARCHGYM_COLUMNS.client) ?? '',
      ...(session !== undefined && { session }),
      ...(question !== undefined && { question }),
      timeMs: parseLogTime(cell(DEEPRESEARCHGYM_COLUMNS.time)),
      kind: 'search',
      query,
    };
  }
}
