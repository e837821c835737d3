import { ANALYZER_NAMES, type AnalyzerName } from '../analysis/analyzer.ts';
import { StillwebError } from '../errors.ts';
import { readQrels } from '../evaluation/qrels-file.ts';
import type { LogColumns } from '../experiment/sessions/column-events.ts';
import { IndexEvidence } from '../experiment/sessions/evidence.ts';
import { TermSets } from '../experiment/sessions/query-terms.ts';
import { splitSessions } from '../experiment/sessions/session-boundaries.ts';
import type { LoggedEvent } from '../experiment/sessions/session-event.ts';
import { LOG_FORMATS, type LogFormat, openSessionLog } from '../experiment/sessions/session-log.ts';
import { measureSession, type SessionMeasures } from '../experiment/sessions/session-measures.ts';
import { type SessionsSummary, SummaryBuilder } from '../experiment/sessions/sessions-summary.ts';
import { openIndex } from '../store/open.ts';
import { checkChoice, checkNumber } from './check-number.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';

export interface SessionAnalysisOptions {
  /** Files, in this order; plain or gzip. */
  readonly logs: readonly string[];
  /** Of all logs. Default: that of each, told by its first line. */
  readonly format?: LogFormat;
  /** Names of columns by what they are, for logs of other forms: `{ query: 'q', time: 'at' }`. */
  readonly columns?: LogColumns;
  /** A silence of so many milliseconds ends a session that has no name. Default: 1,800,000. */
  readonly gapMs?: number;
  /** `topic`: queries of one client that share no terms are of other sessions. Default: `gap`. */
  readonly split?: 'gap' | 'topic';
  /** Terms of queries and texts. Default: as the index has them, or `english`. */
  readonly analyzer?: AnalyzerName;
  /** Index directory whose texts are the evidence, where the log keeps none. */
  readonly index?: string;
  /** Judgments, by names of sessions. */
  readonly qrels?: string;
  /** Called with the measures of each session, in the order of the logs. */
  readonly onSession?: (session: SessionMeasures) => void;
  readonly onProgress?: (stage: 'reading' | 'measuring', done: number, total?: number) => void;
}

const OPTION_NAMES: OptionNames<SessionAnalysisOptions> = {
  logs: true,
  format: true,
  columns: true,
  gapMs: true,
  split: true,
  analyzer: true,
  index: true,
  qrels: true,
  onSession: true,
  onProgress: true,
};

export const DEFAULT_GAP_MS = 30 * 60_000;

export interface SessionAnalysis {
  readonly logs: readonly {
    readonly file: string;
    readonly format: LogFormat;
    readonly events: number;
    /** The number of its last line, where a process that was killed has cut that: it is passed over. */
    readonly cutLine?: number;
  }[];
  readonly analyzer: AnalyzerName;
  readonly gapMs: number;
  readonly split: 'gap' | 'topic';
  /** Of the evidence; null without. */
  readonly index: { readonly name: string; readonly id: string } | null;
  readonly summary: SessionsSummary;
}

/** Events between two reports of progress. */
const REPORTED = 10_000;

/**
 * Measures the sessions of logs: steps, gaps, repetition, reformulations, where new terms come from, and what of the evidence is found.
 * No model is asked, and equal logs give equal figures.
 *
 * @throws StillwebError INPUT_MISSING; SESSION_LOG_INVALID; QRELS_INVALID, also for judgments of no session; what opening the index throws;
 *   SETTING_INVALID
 */
export async function analyseSessions(options: SessionAnalysisOptions): Promise<SessionAnalysis> {
  refuseUnknownOptions('analyseSessions', options, OPTION_NAMES);
  checkNumber('gapMs', options.gapMs, 0);
  checkChoice('split', options.split, ['gap', 'topic']);
  checkChoice('format', options.format, LOG_FORMATS);
  checkChoice('analyzer', options.analyzer, ANALYZER_NAMES);
  const { gapMs = DEFAULT_GAP_MS, split = 'gap', onSession, onProgress } = options;
  const qrels = options.qrels === undefined ? null : await readQrels(options.qrels);
  const index = options.index === undefined ? null : openIndex(options.index);
  const analyzer = options.analyzer ?? (index?.manifest.analyzer.name as AnalyzerName | undefined) ?? 'english';
  const terms = new TermSets(analyzer);
  const { events, logs } = await readLogs(options);
  const sessions = splitSessions(events, { gapMs, split }, terms);
  const evidence = index === null ? null : await IndexEvidence.open(index, terms);
  const builder = new SummaryBuilder();
  try {
    for (const [i, session] of sessions.entries()) {
      const measures = measureSession(session, { terms, evidence, qrels });
      builder.add(measures);
      onSession?.(measures);
      onProgress?.('measuring', i + 1, sessions.length);
    }
  } finally {
    evidence?.close();
  }
  const summary = builder.finish();
  if (qrels !== null && summary.recall === null) {
    const message = `none of the ${sessions.length} sessions has the name of a topic that ${options.qrels} judges`;
    throw new StillwebError('QRELS_INVALID', message, { qrels: options.qrels!, sessions: sessions.length });
  }
  const cited = index === null ? null : { name: index.name, id: index.manifest.id };
  return { logs, analyzer, gapMs, split, index: cited, summary };
}

async function readLogs({ logs, format, columns, onProgress }: SessionAnalysisOptions): Promise<{
  readonly events: readonly LoggedEvent[];
  readonly logs: SessionAnalysis['logs'];
}> {
  const events: LoggedEvent[] = [];
  const read: SessionAnalysis['logs'][number][] = [];
  for (const file of logs) {
    const before = events.length;
    let cutLine: number | undefined;
    const onCut = (line: number): void => {
      cutLine = line;
    };
    const log = await openSessionLog(file, { format, columns, onCut });
    for await (const event of log.events) {
      events.push(event);
      if (events.length % REPORTED === 0) onProgress?.('reading', events.length);
    }
    if (events.length === before) {
      throw new StillwebError('SESSION_LOG_INVALID', `${file} holds no event of a session`, { file });
    }
    read.push({ file, format: log.format, events: events.length - before, ...(cutLine !== undefined && { cutLine }) });
  }
  return { events, logs: read };
}
