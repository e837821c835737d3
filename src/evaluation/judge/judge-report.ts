import type { Report } from '../report-folder.ts';
import type { Judge } from './judge.ts';
import { readNumber, readObject, readWord } from './judge-answer.ts';
import { citationCall, claimsCall, keyPointCall, RUBRICS, type Rubric, rubricCall } from './prompts.ts';

export const REPORT_PARTS = ['key-points', 'citations', 'quality'] as const;
export type ReportPart = (typeof REPORT_PARTS)[number];

/** What a report is worth. Shares are 0 … 1; null is what was not asked, or could not be. */
export interface ReportScore {
  readonly report: string;
  /** Shares of the key points that it states, and that it contradicts. */
  readonly keyPoints: { readonly points: number; readonly recall: number; readonly contradiction: number } | null;
  readonly citations: {
    readonly claims: number;
    /** Claims with a source; share of all claims. 0 for no claims. */
    readonly cited: number;
    readonly recall: number;
    /**
     * Mean over the claims with a source: 1 for what its documents support, 0.5 for what they support in part, 0 for else, also where no
     * document is known. 0 where no claim has a source. Null without a collection.
     */
    readonly precision: number | null;
    /** Claims of whose sources the collection holds none. */
    readonly unknown: number;
  } | null;
  /** Ratings of 0 … 10; the mean in percent. A rating that could not be read is 0. */
  readonly quality: ({ readonly mean: number } & Readonly<Record<Rubric, number>>) | null;
  /** Answers of the judge that could not be read; each counts as the worst. */
  readonly unread: number;
}

/** The texts of the documents of a collection by their addresses; null for an address that it does not hold. */
export type ReadSources = (addresses: readonly string[]) => Promise<readonly (string | null)[]>;

interface Claim {
  readonly claim: string;
  readonly sources: readonly string[];
}

const LABELS = ['supported', 'omitted', 'contradicted'] as const;
const SUPPORT = { full: 1, partial: 0.5, none: 0 } as const;
const NAMES = Object.keys(RUBRICS) as Rubric[];

/**
 * Scores one report as DeepResearchGym does, by calls of our own words: key-point recall and contradiction, citation precision and recall,
 * six rubrics.
 *
 * @param readSources absent: precision is not measured
 * @throws StillwebError what the judge throws
 * @see Coelho et al., "DeepResearchGym", 2025
 */
export async function judgeReport(
  judge: Judge,
  report: Report,
  parts: readonly ReportPart[],
  readSources: ReadSources | undefined,
): Promise<ReportScore> {
  const unread = { count: 0 };
  return {
    report: report.id,
    keyPoints: parts.includes('key-points') ? await judgeKeyPoints(judge, report, unread) : null,
    citations: parts.includes('citations') ? await judgeCitations(judge, report, readSources, unread) : null,
    quality: parts.includes('quality') ? await judgeQuality(judge, report, unread) : null,
    unread: unread.count,
  };
}

interface Unread {
  count: number;
}

async function judgeKeyPoints(
  judge: Judge,
  { keyPoints, text }: Report,
  unread: Unread,
): Promise<ReportScore['keyPoints']> {
  if (keyPoints === null) return null;
  const said = await judge.askAll(keyPoints.map((point) => keyPointCall(point, text)));
  const labels = said.map((answer) => readWord(readObject(answer)?.label, LABELS));
  unread.count += labels.filter((label) => label === null).length;
  const share = (wanted: string) => labels.filter((label) => label === wanted).length / labels.length;
  return { points: keyPoints.length, recall: share('supported'), contradiction: share('contradicted') };
}

async function judgeCitations(
  judge: Judge,
  { text }: Report,
  readSources: ReadSources | undefined,
  unread: Unread,
): Promise<ReportScore['citations']> {
  const [said] = await judge.askAll([claimsCall(text)]);
  const claims = claimsOf(said, text);
  if (claims === null) unread.count++;
  const cited = (claims ?? []).filter(({ sources }) => sources.length > 0);
  const recall = cited.length === 0 ? 0 : cited.length / claims!.length;
  const counts = { claims: claims?.length ?? 0, cited: cited.length, recall };
  if (readSources === undefined) return { ...counts, precision: null, unknown: 0 };
  const known: { readonly claim: string; readonly texts: string[] }[] = [];
  for (const { claim, sources } of cited) {
    const texts = (await readSources(sources)).filter((each) => each !== null);
    if (texts.length > 0) known.push({ claim, texts });
  }
  const supports = await judge.askAll(known.map(({ claim, texts }) => citationCall(claim, texts)));
  let sum = 0;
  for (const answer of supports) {
    const support = readWord(readObject(answer)?.support, ['full', 'partial', 'none'] as const);
    if (support === null) unread.count++;
    else sum += SUPPORT[support];
  }
  return { ...counts, precision: cited.length === 0 ? 0 : sum / cited.length, unknown: cited.length - known.length };
}

/** A source that the report does not name is the judge's own, and none. */
function claimsOf(answer: string, report: string): Claim[] | null {
  const claims = readObject(answer)?.claims;
  if (!Array.isArray(claims)) return null;
  return claims.flatMap((each): Claim[] => {
    const { claim, sources } = (each ?? {}) as { readonly claim?: unknown; readonly sources?: unknown };
    if (typeof claim !== 'string' || claim.trim() === '') return [];
    const named = (Array.isArray(sources) ? sources : []).filter(
      (source): source is string =>
        typeof source === 'string' && source.trim() !== '' && report.includes(source.trim()),
    );
    return [{ claim: claim.trim(), sources: [...new Set(named.map((source) => source.trim()))] }];
  });
}

async function judgeQuality(judge: Judge, { question, text }: Report, unread: Unread): Promise<ReportScore['quality']> {
  const said = await judge.askAll(NAMES.map((rubric) => rubricCall(rubric, question, text)));
  const ratings = said.map((answer) => readNumber(readObject(answer)?.rating, 0, 10));
  unread.count += ratings.filter((rating) => rating === null).length;
  const sum = ratings.reduce<number>((total, rating) => total + (rating ?? 0), 0);
  const named = Object.fromEntries(NAMES.map((name, i) => [name, ratings[i] ?? 0])) as Record<Rubric, number>;
  return { mean: (10 * sum) / NAMES.length, ...named };
}
