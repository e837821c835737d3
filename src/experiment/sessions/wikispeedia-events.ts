import { parseJsonRow } from '../../evaluation/json-row.ts';
import { refuseLine, type TextLine } from '../../evaluation/text-lines.ts';
import { parseLogTime } from './log-time.ts';
import type { LoggedEvent } from './session-event.ts';

/** One game: articles in the order in which they were opened; `<` goes back to the one before. */
interface Game {
  readonly user: string;
  readonly time: unknown;
  readonly seconds: unknown;
  readonly path: readonly string[];
}

const BACK = '<';

/**
 * The games of Wikispeedia as sessions, one a line: `paths_finished.tsv` and `paths_unfinished.tsv` of SNAP (hashed address, time,
 * seconds, path with `;`, …), or the same as JSON Lines with `user`, `time`, `seconds` and `path`. The first article is given: a fetch;
 * the others are clicks. Times of clicks are not known.
 *
 * @see West, Pineau, Precup, "Wikispeedia: An Online Game for Inferring Semantic Distances between Concepts", IJCAI 2009
 * @throws StillwebError SESSION_LOG_INVALID with file and line
 */
export function* wikispeediaEvents(lines: Iterable<TextLine>, path: string): Generator<LoggedEvent> {
  for (const line of lines) {
    if (line.text.startsWith('#')) continue;
    const game = line.text.startsWith('{') ? jsonGame(line, path) : tabbedGame(line, path);
    yield* eventsOf(game, `${path}:${line.number}`);
  }
}

function jsonGame(line: TextLine, file: string): Game {
  const row = parseJsonRow(line, file, 'SESSION_LOG_INVALID') as Readonly<Record<string, unknown>>;
  const { user = '', time, seconds, path } = row;
  if (!Array.isArray(path) || !path.every((step) => typeof step === 'string')) {
    throw refuseLine('SESSION_LOG_INVALID', file, line.number, 'the game has no path');
  }
  return { user: String(user), time, seconds, path };
}

function tabbedGame({ number, text }: TextLine, file: string): Game {
  const columns = text.split('\t');
  if (columns.length < 5) {
    const what = `${columns.length} columns where 5 or 6 are due (address, time, seconds, path, …)`;
    throw refuseLine('SESSION_LOG_INVALID', file, number, what);
  }
  const [user, time, seconds, path] = columns;
  return { user, time, seconds, path: path.split(';') };
}

function* eventsOf({ user, time, seconds, path }: Game, session: string): Generator<LoggedEvent> {
  const trail: string[] = [];
  const sessionMs = /^\d{1,9}$/.test(String(seconds)) ? Number(seconds) * 1000 : null;
  for (const [i, article] of path.entries()) {
    const isBack = article === BACK;
    if (isBack && trail.length > 1) trail.pop();
    else if (!isBack) trail.push(article);
    const open = trail.at(-1);
    yield {
      client: user,
      session,
      timeMs: i === 0 ? parseLogTime(time) : null,
      kind: isBack ? 'back' : i === 0 ? 'fetch' : 'click',
      ...(open !== undefined && { opened: [open] }),
      ...(i === 0 && sessionMs !== null && { sessionMs }),
    };
  }
}
