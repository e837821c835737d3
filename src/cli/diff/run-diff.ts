import type { SearchMode } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import {
  compareRankings,
  type RankingComparison,
  type RankingsComparison,
} from '../../evaluation/ranking-comparison.ts';
import type { Topic } from '../../evaluation/topic.ts';
import { readTopics } from '../../evaluation/topic-file.ts';
import { print, printGrid, printJson, printTable } from '../output.ts';
import { onOneLine } from '../plain-text.ts';
import { groupDigits, Progress } from '../progress.ts';
import { readToken } from '../token-file.ts';
import { writeOutput } from '../written-file.ts';
import { openSide } from './open-side.ts';
import type { RankedSide } from './ranked-side.ts';

export interface DiffFlags {
  readonly topics?: string;
  readonly k: number;
  readonly persistence: number;
  readonly mode?: SearchMode;
  readonly exact?: boolean;
  readonly tokenFile?: string;
  readonly svg?: string;
  readonly perTopic?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `stillweb diff`. @throws StillwebError as `openSide`; TOPICS_INVALID; RUN_INVALID where a file has none of the topics */
export async function runDiff(left: string, right: string, flags: DiffFlags): Promise<void> {
  const options = {
    k: flags.k,
    mode: flags.mode,
    exact: flags.exact,
    token: flags.tokenFile === undefined ? null : readToken(flags.tokenFile),
  };
  const topics = flags.topics === undefined ? null : await readTopics(flags.topics);
  const sides: RankedSide[] = [];
  try {
    for (const place of [left, right]) sides.push(await openSide(place, options));
    const asked = topics ?? ownTopics(sides);
    const progress = new Progress(flags.quiet === true);
    const rankings: ReadonlyMap<string, readonly string[]>[] = [];
    for (const side of sides) {
      rankings.push(
        await rankAll(side, asked, (done) => {
          const stage = side === sides[0] ? 'ranking' : 'ranking by the other';
          progress.update({ stage, count: done, unit: 'topics', done, total: asked.length });
        }),
      );
    }
    progress.finish();
    const ids = asked.map(({ id }) => id);
    const comparison = compareRankings(ids, rankings[0], rankings[1], {
      depth: flags.k,
      persistence: flags.persistence,
    });
    const missing = rankings.map((side) => asked.length - side.size);
    await tell(comparison, sides, missing, flags);
  } finally {
    for (const side of sides) await side.close();
  }
}

/** The topics of the files, those of the first before what the second has besides. @throws StillwebError SETTING_INVALID */
function ownTopics(sides: readonly RankedSide[]): Topic[] {
  const topics = new Map<string, Topic>();
  for (const side of sides)
    for (const topic of side.topics ?? []) if (!topics.has(topic.id)) topics.set(topic.id, topic);
  if (sides.every((side) => side.topics === null) || topics.size === 0) {
    const message = '--topics names the queries that an index or a server is asked';
    throw new StillwebError('SETTING_INVALID', message, { setting: 'topics' });
  }
  return [...topics.values()];
}

/** Topics that a file does not have are absent. */
async function rankAll(
  side: RankedSide,
  topics: readonly Topic[],
  tellDone: (done: number) => void,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rankings = new Map<string, readonly string[]>();
  for (const [i, topic] of topics.entries()) {
    const ranking = await side.rank(topic);
    if (ranking !== null) rankings.set(topic.id, ranking);
    tellDone(i + 1);
  }
  if (rankings.size > 0) return rankings;
  const message = `${side.name} has none of the ${topics.length} topics`;
  throw new StillwebError('RUN_INVALID', message, { side: side.name, topics: topics.length });
}

async function tell(
  comparison: RankingsComparison,
  sides: readonly RankedSide[],
  missing: readonly number[],
  flags: DiffFlags,
): Promise<void> {
  const { topics, equal, rbo, tau, overlap, overlapByDepth, perTopic } = comparison;
  const names = sides.map(({ name }) => name);
  if (flags.svg !== undefined) {
    const { comparisonPicture } = await import('./comparison-picture.ts');
    writeOutput(flags.svg, comparisonPicture(comparison, names));
  }
  const asked = { k: flags.k, persistence: flags.persistence };
  if (flags.json === true) {
    const each = flags.perTopic === true ? { perTopic } : {};
    printJson({
      ours: names[0],
      theirs: names[1],
      ...asked,
      missing,
      topics,
      equal,
      rbo,
      tau,
      overlap,
      overlapByDepth,
      ...each,
    });
    return;
  }
  if (flags.perTopic === true) {
    printGrid(['topic', 'first difference', 'rbo', 'tau', ...depthsOf(overlap)], perTopic.map(describeTopic));
    print('');
  }
  printTable([
    ['ours', names[0]],
    ['theirs', names[1]],
    ['topics', `${groupDigits(topics)}, the same list for ${groupDigits(equal)}`],
    ...(missing.some((count) => count > 0)
      ? [['without an answer', `ours ${missing[0]}, theirs ${missing[1]}`] as const]
      : []),
    ['rbo', `${told(rbo)} (p ${flags.persistence}, extrapolated)`],
    ['tau', told(tau)],
    ...Object.entries(overlap ?? {}).map(([depth, value]) => [`overlap@${depth}`, told(value)] as const),
  ]);
}

function depthsOf(overlap: RankingsComparison['overlap']): string[] {
  return Object.keys(overlap ?? {}).map((depth) => `@${depth}`);
}

function describeTopic({ topic, firstDifference, rbo, tau, overlap }: RankingComparison): string[] {
  const first = firstDifference === null ? '-' : String(firstDifference);
  return [onOneLine(topic), first, told(rbo), told(tau), ...Object.values(overlap).map(told)];
}

/** Four digits; what is not 1 does not read as 1. */
function told(value: number | null): string {
  if (value === null) return '-';
  return value < 1 && value > 0.99995 ? '<1' : value.toFixed(4);
}
