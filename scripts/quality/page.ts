import { markdownTable } from '../bench/performance/markdown-table.ts';
import { encoderSection } from './encoder-section.ts';
import { baseOf, findQuestionFalls, findSetFalls, TOLERANCE } from './falls.ts';
import { ndcgSection } from './ndcg-section.ts';
import { questionSection } from './question-section.ts';
import type { StoredQuality, StoredSet } from './stored.ts';

const MODES = ['bm25', 'dense', 'hybrid'];

const INTRODUCTION = `# Retrieval quality

Made by \`npm run quality\` from the files in [quality](quality); \`npm run check\` fails when the two differ. How to take the
figures, on which collections, and what each choice in them is: [reproducing.md](reproducing.md).

- A *ranking* is the ranking version in the manifest of an index. One index belongs to each, so each is measured with its own.
- Intervals are 95 %: bootstrap percentiles over the topics (over the titles, for questions). They say what other topics
  of the kind would do to a mean. They do not say whether two systems differ: topics are hard or easy for both.
- *Difference* is the newest ranking less the one before, topic by topic; its interval is that of the mean difference, and *p* is
  the two-sided p of the paired randomisation test. \`stillweb eval DIR --against DIR2\` does the same with indexes of yours.
- Of twenty tests of systems that do not differ, one comes out with p below 0.05. There are many tests here.
`;

/** The whole page: a function of what is stored and nothing else, so that a check can compare. */
export function qualityPage({ sets, questions, encoders }: StoredQuality): string {
  const rankings = [...new Set(sets.flatMap(({ measurements }) => measurements.map(({ ranking }) => ranking)))].sort(
    (left, right) => left - right,
  );
  const sections = [
    '## What fell',
    '',
    ...describeFalls({ sets, questions }),
    ...MODES.flatMap((mode) => ndcgSection(sets, rankings, mode)),
    ...encoderSection({ sets, encoders }),
    ...otherMeasures(sets),
    ...questionSection(questions),
  ];
  return `${INTRODUCTION}\n${sections.join('\n').trimEnd()}\n`;
}

/** The newest ranking of each set against the one before. */
function describeFalls({ sets, questions }: Pick<StoredQuality, 'sets' | 'questions'>): string[] {
  const before = <Stored extends { readonly ranking: number }>(measurements: readonly Stored[]) =>
    baseOf(measurements.slice(0, -1), measurements[measurements.length - 1]);
  const falls = [
    ...sets.flatMap(({ name, measurements: all }) => findSetFalls(name, all[all.length - 1], before(all))),
    ...questions.flatMap(({ name, measurements: all }) => findQuestionFalls(name, all[all.length - 1], before(all))),
  ];
  const compared = [...sets, ...questions].some(({ measurements }) => measurements.length > 1);
  if (!compared) return ['One ranking has been measured: nothing is there to fall from.', ''];
  if (falls.length === 0) return [`By more than ${TOLERANCE} from one ranking to the next: nothing.`, ''];
  return [`By more than ${TOLERANCE} from one ranking to the next:`, '', ...falls.map((fall) => `- ${fall}.`), ''];
}

function otherMeasures(sets: readonly StoredSet[]): string[] {
  const names = ['MAP', 'MRR@10', 'P@10', 'R@5', 'R@100'] as const;
  const rows = sets.flatMap(({ name, measurements }) =>
    MODES.flatMap((mode) =>
      measurements.flatMap(({ ranking, modes }) =>
        modes[mode] === undefined
          ? []
          : [[name, mode, String(ranking), ...names.map((measure) => modes[mode].means[measure].toFixed(4))]],
      ),
    ),
  );
  const facts = sets.map(({ name, analyzer, documents, measurements }) => [
    name,
    analyzer,
    String(documents),
    measurements.map(({ ranking, id }) => `${ranking}: \`${id}\``).join(', '),
  ]);
  return [
    '## The other measures',
    '',
    ...markdownTable(['set', 'mode', 'ranking', ...names], rows),
    '## The indexes',
    '',
    'Whoever gets another id has other documents, other settings or another version.',
    '',
    ...markdownTable(['set', 'analyzer', 'documents', 'id of the index, by ranking'], facts),
  ];
}
