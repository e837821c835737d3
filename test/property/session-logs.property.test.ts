import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf, sessionTable } from '../../src/cli/sessions/session-table.ts';
import { StillwebError } from '../../src/errors.ts';
import { TermSets } from '../../src/experiment/sessions/query-terms.ts';
import { splitSessions } from '../../src/experiment/sessions/session-boundaries.ts';
import { LOG_FORMATS, type LogFormat } from '../../src/experiment/sessions/session-log.ts';
import { measureSession } from '../../src/experiment/sessions/session-measures.ts';
import { SummaryBuilder } from '../../src/experiment/sessions/sessions-summary.ts';
import { readEvents } from '../support/logged-sessions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const terms = new TermSets('english');
const COLUMNS = { session: 'session', time: 'time', query: 'query', ids: 'hits', step: 'step', tokens: 'tokens' };

/** Names that readers look for, and values that a hostile log gives them. */
const names = fc.constantFrom(
  ...['call', 'kind', 'session', 'step', 'time', 'timestamp', 'request', 'asked', 'hits', 'opened', 'body', 'answer'],
  ...['query', 'queries', 'tokens', 'bytes', 'status', 'path', 'target', 'seconds', 'ip', '__proto__', 'constructor'],
);
const scalars = fc.oneof(
  fc.constantFrom<unknown>(
    'search',
    'fetch',
    '<',
    '',
    null,
    true,
    -1,
    1.5,
    1e300,
    1e15,
    '1e9',
    '2025-01-01',
    'moon',
    '\u0000',
  ),
  fc.string({ maxLength: 6 }),
);
const value = fc.oneof(
  { maxDepth: 3 },
  scalars,
  fc.array(fc.oneof(scalars, fc.array(scalars, { maxLength: 3 })), { maxLength: 4 }),
  fc.dictionary(names, fc.oneof(scalars, fc.array(scalars, { maxLength: 3 })), { maxKeys: 4 }),
);
const object = fc.dictionary(names, value, { maxKeys: 8 }).map((row) => JSON.stringify(row));
const row = fc.array(fc.oneof(names, fc.string({ maxLength: 8 })), { minLength: 1, maxLength: 6 });
const line = fc.oneof(
  object,
  row.map((cells) => cells.join(',')),
  row.map((cells) => cells.join('\t')),
  fc.string(),
);

/** Reads and measures, and gives what was refused. */
async function refusalOf(text: string, format: LogFormat | undefined): Promise<unknown> {
  const path = join(folder, 'log');
  writeFileSync(path, text);
  try {
    const events = await readEvents(path, { format, ...(format === 'columns' && { columns: COLUMNS }) });
    const builder = new SummaryBuilder();
    const rows = splitSessions(events, { gapMs: 1000, split: 'topic' }, terms).map((session) => {
      const measures = measureSession(session, { terms, evidence: null, qrels: null });
      builder.add(measures);
      return rowOf(measures);
    });
    if (rows.length > 0) sessionTable(rows);
    expect(JSON.stringify(builder.finish())).not.toMatch(/NaN|Infinity/);
    return null;
  } catch (error) {
    return error;
  }
}

describe('a log of anybody', () => {
  it.each([undefined, ...LOG_FORMATS])(
    'is measured or refused, as %s, and nothing else comes of it',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
          const refusal = await refusalOf(lines.join('\n'), format);
          if (refusal === null) return;
          expect(refusal).toBeInstanceOf(StillwebError);
          expect((refusal as StillwebError).code).toBe('SESSION_LOG_INVALID');
        }),
        { numRuns: 150 },
      );
    },
  );

  it('is measured, of objects as a trace has them, whatever their members are', async () => {
    const calls = fc.array(fc.dictionary(names, value, { maxKeys: 8 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(calls, async (rows) => {
        const lines = rows.map((each) => JSON.stringify({ ...each, kind: 'search' }));
        expect(await refusalOf(lines.join('\n'), 'trace')).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
