import { REFORMULATIONS } from '../experiment/sessions/reformulation.ts';
import type { SessionsSummary } from '../experiment/sessions/sessions-summary.ts';
import type { QueryPosition, StepPosition } from '../experiment/sessions/step-curves.ts';
import { percent } from './axis.ts';
import { barPlot } from './bar-plot.ts';
import { linePlot } from './line-plot.ts';

/** Steps of sessions that have a bar together: one by one to ten, then ever wider. */
const STEP_BINS: readonly (readonly [from: number, to: number])[] = [
  ...Array.from({ length: 10 }, (_, i) => [i + 1, i + 1] as const),
  [11, 15],
  [16, 25],
  [26, 50],
  [51, Number.POSITIVE_INFINITY],
];
const GAP_NAMES = ['< 1 s', '1–5 s', '5–15 s', '15–60 s', '1–5 min', '5–30 min', '≥ 30 min'] as const;
/** A mean of fewer sessions moves with each of them: such queries are in the figures, and not drawn where there are more. */
const FEWEST_SESSIONS = 10;

/** The plots of an analysis: those for which there is something to draw. */
export function plotsOf(summary: SessionsSummary): string[] {
  const { queries, adoption, recall } = summary;
  const drawn = drawnPositions(summary.byQuery);
  const walked = drawnPositions(summary.byStep);
  return [
    stepPlot(summary),
    ...(summary.gapMs === null ? [] : [gapPlot(summary)]),
    ...(summary.documents.reopened === null || walked.length < 2 ? [] : [revisitPlot(walked)]),
    ...(queries.later === 0 ? [] : [reformulationPlot(summary)]),
    ...(drawn.length < 2 ? [] : [repetitionPlot(drawn)]),
    ...(adoption === null || adoption.introduced === 0 ? [] : [adoptionPlot(drawn)]),
    ...(recall === null ? [] : [recallPlot(recall)]),
  ];
}

function stepPlot({ stepCounts, sessions }: SessionsSummary): string {
  const most = stepCounts.at(-1)?.[0] ?? 1;
  const bars = STEP_BINS.filter(([from]) => from <= most).map(([from, to]) => ({
    name: to === from ? String(from) : Number.isFinite(to) ? `${from}–${to}` : `> ${from - 1}`,
    value: stepCounts.reduce((sum, [steps, count]) => (steps >= from && steps <= to ? sum + count : sum), 0),
  }));
  const description = `Of ${sessions} sessions, how many have so many steps. The longest has ${most}.`;
  return barPlot(
    {
      id: 'steps',
      title: 'Steps of a session',
      description,
      xName: 'steps (beyond ten, several together)',
      yName: 'sessions',
    },
    bars,
  );
}

function gapPlot({ gapCounts, gapsBelowMinute }: SessionsSummary): string {
  const description = `How long the gaps between the steps of a session are. ${percent(gapsBelowMinute ?? 0)} are below a minute.`;
  const bars = gapCounts.map((value, i) => ({ name: GAP_NAMES[i], value }));
  return barPlot({ id: 'gaps', title: 'Gaps between steps', description, xName: 'gap', yName: 'gaps' }, bars);
}

function reformulationPlot({ queries }: SessionsSummary): string {
  const bars = REFORMULATIONS.map((name) => ({ name, value: queries.reformulations[name] }));
  const description = `What ${queries.later} queries do to the query before them in their session.`;
  return barPlot({ id: 'reformulations', title: 'Reformulations', description, xName: 'kind', yName: 'queries' }, bars);
}

function repetitionPlot(drawn: readonly QueryPosition[]): string {
  const points = drawn.slice(1).map(({ query, sessions, repeated }) => [query, repeated / sessions] as const);
  const description = `Share of the second, third … query of a session whose terms an earlier query of it had.`;
  return linePlot(
    { id: 'repetition', title: 'Repeated queries', description, xName: 'query of its session', yName: 'repeated' },
    [{ name: 'repeated', points }],
  );
}

function adoptionPlot(drawn: readonly QueryPosition[]): string {
  const known = drawn.filter(({ introduced }) => introduced > 0);
  const description =
    'Share of the new terms of the second, third … query of a session that stood in what was retrieved before, and in what was retrieved last.';
  return linePlot(
    {
      id: 'adoption',
      title: 'Adoption of terms (CTAR)',
      description,
      xName: 'query of its session',
      yName: 'new terms',
    },
    [
      { name: 'all earlier evidence', points: known.map((each) => [each.query, each.adopted / each.introduced]) },
      {
        name: 'the last step alone',
        points: known.map((each) => [each.query, each.adoptedFromLast / each.introduced]),
      },
    ],
  );
}

function recallPlot({ bySteps, sessions }: NonNullable<SessionsSummary['recall']>): string {
  const description = `Mean share of the relevant documents that ${sessions} judged sessions have found by each step.`;
  return linePlot(
    { id: 'recall', title: 'Evidence found, step by step', description, xName: 'step', yName: 'recall' },
    [
      { name: 'answered or opened', points: bySteps.map(({ step, retrieved }) => [step, retrieved]) },
      { name: 'opened', points: bySteps.map(({ step, opened }) => [step, opened]) },
    ],
  );
}

function revisitPlot(walked: readonly StepPosition[]): string {
  const description =
    'Share of the documents opened in the second, third … step of a session that it had opened before, and of steps that went back.';
  const opening = walked.slice(1).filter(({ opened }) => opened > 0);
  const back = walked.slice(1).map((each) => [each.step, each.back / each.sessions] as const);
  return linePlot({ id: 'revisits', title: 'Going back', description, xName: 'step', yName: 'share' }, [
    { name: 'opened before', points: opening.map((each) => [each.step, each.reopened / each.opened]) },
    ...(back.some(([, share]) => share > 0) ? [{ name: 'steps that go back', points: back }] : []),
  ]);
}

function drawnPositions<Position extends { readonly sessions: number }>(positions: readonly Position[]): Position[] {
  const fewest = Math.min(FEWEST_SESSIONS, positions[1]?.sessions ?? 1);
  return positions.filter(({ sessions }) => sessions >= fewest);
}
