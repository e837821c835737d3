import { meanInterval } from '../../src/evaluation/mean-interval.ts';
import { markdownTable } from '../bench/performance/markdown-table.ts';
import { sum } from './falls.ts';
import { PHRASING_KINDS, PHRASINGS } from './phrasings.ts';
import type { AskedTitles, StoredQuestions } from './stored.ts';

/** Shares are counted in so many parts, to resample them as whole numbers. */
const UNITS = 1_000_000;

/** The part of the page about titles: a line for each index, mode and ranking. */
export function questionSection(questions: readonly StoredQuestions[]): string[] {
  const heads = [
    'asked of',
    'mode',
    'ranking',
    'titles',
    'questions',
    'first',
    ...PHRASING_KINDS,
    'in ten',
    'lead shown',
  ];
  const rows = questions.flatMap(({ title, measurements }) =>
    measurements.flatMap(({ ranking, modes }) =>
      Object.entries(modes).map(([mode, asked]) => [title, mode, String(ranking), ...describeAsked(asked)]),
    ),
  );
  return [
    '## Questions',
    '',
    `A title is asked for in ${PHRASINGS.length} phrasings (\`scripts/quality/phrasings.ts\`): key words, questions, requests, and key words with one slip in`,
    'them. *First* is how often the article with the title is the first hit, by kind of phrasing behind it; *in ten*, how often it is among',
    'ten; *lead shown*, how many of those hits show the first passage of the article. `test/golden/questions.json` holds each rank',
    'of the sample collection.',
    '',
    ...markdownTable(heads, rows),
  ];
}

/** Titles, questions, and shares of them. */
export function describeAsked({ asked, first, kinds }: AskedTitles): string[] {
  const all = Object.values(kinds);
  const found = sum(all.map((kind) => kind.found));
  const share = (part: number, whole: number) => (whole === 0 ? '' : (part / whole).toFixed(3));
  const [low, high] = meanInterval(ratioParts(first, asked));
  const interval = [low, high].map((end) => (end / UNITS).toFixed(3)).join(', ');
  return [
    String(asked.length),
    String(sum(asked)),
    `${share(sum(first), sum(asked))} [${interval}]`,
    ...PHRASING_KINDS.map((kind) => share(kinds[kind].first, kinds[kind].asked)),
    share(found, sum(asked)),
    share(sum(all.map((kind) => kind.lead)), found),
  ];
}

/**
 * Whole numbers, one a title, whose mean is the share of all questions and whose spread is that of the titles: titles with fewer
 * questions count less, as they do in the share.
 */
function ratioParts(parts: readonly number[], wholes: readonly number[]): number[] {
  const ratio = sum(parts) / sum(wholes);
  const mean = sum(wholes) / wholes.length;
  return parts.map((part, i) => Math.round((ratio + (part - ratio * wholes[i]) / mean) * UNITS));
}
