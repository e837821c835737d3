import type { AnalyzerName } from '../../analysis/analyzer.ts';
import { StillwebError } from '../../errors.ts';
import { COLUMN_ROLES, type LogColumns } from '../../experiment/sessions/column-events.ts';
import type { LogFormat } from '../../experiment/sessions/session-log.ts';
import { analyseSessions } from '../../library/session-analysis.ts';
import { noteCutLine } from '../note-cut-line.ts';
import { print, printJson, printTable } from '../output.ts';
import { Progress } from '../progress.ts';
import { writeOutput } from '../written-file.ts';
import { figuresOf } from './session-figures.ts';
import { rowOf, type SessionRow } from './session-table.ts';

export interface SessionsFlags {
  readonly format?: LogFormat;
  readonly columns?: string;
  /** Minutes. */
  readonly gap: number;
  readonly split: 'gap' | 'topic';
  readonly analyzer?: AnalyzerName;
  readonly index?: string;
  readonly qrels?: string;
  readonly page?: string;
  readonly arrow?: string;
  readonly perSession?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `stillweb sessions`. @throws StillwebError as `analyseSessions`; STORAGE_FAILED */
export async function runSessions(logs: readonly string[], flags: SessionsFlags): Promise<void> {
  const progress = new Progress(flags.quiet === true);
  const rows: SessionRow[] = [];
  const isKept = flags.arrow !== undefined || flags.perSession === true;
  const analysis = await analyseSessions({
    logs,
    format: flags.format,
    columns: flags.columns === undefined ? undefined : parseColumns(flags.columns),
    gapMs: flags.gap * 60_000,
    split: flags.split,
    analyzer: flags.analyzer,
    index: flags.index,
    qrels: flags.qrels,
    onSession: isKept ? (session) => rows.push(rowOf(session)) : undefined,
    onProgress: (stage, done, total) =>
      progress.update({
        stage,
        count: done,
        unit: stage === 'reading' ? 'events' : 'sessions',
        done,
        total: total ?? 0,
      }),
  });
  progress.finish();
  for (const { file, cutLine } of analysis.logs) {
    noteCutLine(file)(cutLine);
  }
  if (flags.page !== undefined) {
    const { sessionPage } = await import('./session-page.ts');
    writeOutput(flags.page, sessionPage(analysis));
  }
  if (flags.arrow !== undefined) {
    const { sessionTable } = await import('./session-table.ts');
    writeOutput(flags.arrow, sessionTable(rows));
  }
  if (flags.json === true) {
    const perSession =
      flags.perSession === true ? { perSession: rows.map(({ session, numbers }) => ({ session, ...numbers })) } : {};
    printJson({ ...analysis, ...perSession });
    return;
  }
  if (flags.perSession === true) for (const row of rows) print(describeRow(row));
  for (const [i, { heading, rows: lines }] of figuresOf(analysis).entries()) {
    if (i > 0 || flags.perSession === true) print('');
    print(heading);
    printTable(lines.map(([name, value]) => [`  ${name}`, value] as const));
  }
}

/** The figures that are above 0, on one line. */
function describeRow({ session, numbers }: SessionRow): string {
  const told = Object.entries(numbers).filter(([name, value]) => value !== null && value !== 0 && name !== 'startMs');
  return `${session}  ${told.map(([name, value]) => `${name} ${Number(value!.toFixed(4))}`).join('  ')}`;
}

/** `query=q,time=at`: a role of each column. @throws StillwebError SETTING_INVALID */
function parseColumns(text: string): LogColumns {
  const columns: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [role, name] = [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()];
    const isRole = (COLUMN_ROLES as readonly string[]).includes(role);
    if (isRole && name !== '' && !Object.hasOwn(columns, role)) columns[role] = name;
    else {
      const message = `--columns takes ROLE=NAME with a role of ${COLUMN_ROLES.join(', ')}, each once, not ${JSON.stringify(part)}`;
      throw new StillwebError('SETTING_INVALID', message, { setting: 'columns', value: part });
    }
  }
  return columns;
}
