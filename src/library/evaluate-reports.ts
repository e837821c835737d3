import type { Judge } from '../evaluation/judge/judge.ts';
import {
  judgeReport,
  REPORT_PARTS,
  type ReadSources,
  type ReportPart,
  type ReportScore,
} from '../evaluation/judge/judge-report.ts';
import { readReports } from '../evaluation/report-folder.ts';
import { MAX_FETCH_DOCUMENTS, MAX_JUDGED_CHARACTERS } from '../limits.ts';
import { fetch as readDocuments } from './ask.ts';
import { type Index, openIndex } from './open-index.ts';

export interface EvaluateReportsOptions {
  /** Folder with `ID.q` and `ID.a`. */
  readonly reports: string;
  /** Folder with `ID_aggregated.json`. Absent: key points are not judged. */
  readonly keyPoints?: string;
  /** Index of the collection that the reports cite. Absent: citation precision is not measured. */
  readonly index?: string;
  readonly judge: Judge;
  /** What is judged. Default: all. */
  readonly parts?: readonly ReportPart[];
  readonly onProgress?: (done: number, total: number) => void;
}

/** Means over the reports that have a value; null for none. In percent. */
export interface ReportMeans {
  readonly keyPointRecall: number | null;
  readonly keyPointContradiction: number | null;
  readonly citationPrecision: number | null;
  readonly citationRecall: number | null;
  readonly quality: number | null;
}

export interface ReportsEvaluation {
  /** By id. */
  readonly scores: readonly ReportScore[];
  readonly means: ReportMeans;
  /** Reports without a file of key points. */
  readonly withoutKeyPoints: number;
  readonly unread: number;
}

/**
 * Scores reports of a system as DeepResearchGym does. Sources are read from the collection, by their addresses, and from no network.
 *
 * @throws StillwebError INPUT_MISSING, REPORTS_INVALID; what opening the index and what the judge throws
 */
export async function evaluateReports(options: EvaluateReportsOptions): Promise<ReportsEvaluation> {
  const { judge, parts = REPORT_PARTS, index: directory, onProgress } = options;
  const reports = readReports(options.reports, options.keyPoints);
  const index = directory === undefined ? null : await openIndex(directory);
  const scores: ReportScore[] = [];
  try {
    const sources = index === null ? undefined : readerOf(index);
    for (const report of reports) {
      scores.push(await judgeReport(judge, report, parts, sources));
      onProgress?.(scores.length, reports.length);
    }
  } finally {
    await index?.close();
  }
  return {
    scores,
    means: {
      keyPointRecall: percent(scores.map(({ keyPoints }) => keyPoints?.recall)),
      keyPointContradiction: percent(scores.map(({ keyPoints }) => keyPoints?.contradiction)),
      citationPrecision: percent(scores.map(({ citations }) => citations?.precision)),
      citationRecall: percent(scores.map(({ citations }) => citations?.recall)),
      quality: percent(scores.map(({ quality }) => (quality === null ? null : quality.mean / 100))),
    },
    withoutKeyPoints: reports.filter(({ keyPoints }) => keyPoints === null).length,
    unread: scores.reduce((sum, { unread }) => sum + unread, 0),
  };
}

function readerOf(index: Index): ReadSources {
  return async (addresses) => {
    const urls = addresses.slice(0, MAX_FETCH_DOCUMENTS);
    const { documents } = await readDocuments(index, { urls, maxChars: MAX_JUDGED_CHARACTERS });
    return documents.map((document) => document.text ?? null);
  };
}

function percent(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : (100 * known.reduce((sum, value) => sum + value, 0)) / known.length;
}
