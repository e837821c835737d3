import { describeMs, groupDigits } from '../../bytes/number-text.ts';
import type { Quantiles } from '../../experiment/sessions/quantiles.ts';
import { REFORMULATIONS } from '../../experiment/sessions/reformulation.ts';
import { EVENT_KINDS } from '../../experiment/sessions/session-event.ts';
import type { SessionAnalysis } from '../../library/session-analysis.ts';
import { percent } from '../../plots/axis.ts';

/** A heading, and what is told under it: names and values, for a terminal as for a page. */
export interface FigureGroup {
  readonly heading: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** Every figure of an analysis as people read it. What the logs do not tell is left out. */
export function figuresOf({ logs, summary, analyzer, gapMs, split, index }: SessionAnalysis): FigureGroup[] {
  const { queries, adoption, documents, budget, recall } = summary;
  const later = groupDigits(queries.later);
  const groups: (FigureGroup | null)[] = [
    {
      heading: 'Sessions',
      rows: [
        ['logs', logs.map(({ format, events }) => `${format}, ${groupDigits(events)} events`).join('; ')],
        ['sessions', groupDigits(summary.sessions)],
        ['steps', groupDigits(summary.steps)],
        [
          'events',
          EVENT_KINDS.filter((kind) => summary.events[kind] > 0)
            .map((kind) => `${kind} ${groupDigits(summary.events[kind])}`)
            .join(', '),
        ],
        ...spread('steps of a session', summary.stepsPerSession, groupDigits),
        ...shareRow(
          'ten at most, of those with two or more',
          summary.multiStep.upToTenSteps,
          summary.multiStep.sessions,
        ),
        ...spread('duration', summary.durationMs, describeMs),
        ...spread('gap between steps', summary.gapMs, describeMs),
        ...shareRow('gaps below a minute', summary.gapsBelowMinute, summary.gapMs?.count ?? 0),
        [
          'cut',
          `${split === 'topic' ? 'by topic and ' : ''}after ${describeMs(gapMs)} of silence, where the log names no sessions`,
        ],
      ],
    },
    queries.count === 0
      ? null
      : {
          heading: 'Queries',
          rows: [
            ['queries', groupDigits(queries.count)],
            ...spread('queries of a session', queries.perSession, groupDigits),
            ...spread('terms of a query', queries.terms, groupDigits),
            ['with a query before', later],
            ...shareRow('of these, same text as an earlier one', queries.repeatedText),
            ...shareRow('same terms as an earlier one', queries.repeated),
            ...REFORMULATIONS.flatMap((kind) => {
              const count = queries.reformulations[kind];
              return queries.later === 0
                ? []
                : [[kind, `${groupDigits(count)}, ${percent(count / queries.later)}`] as const];
            }),
            ['terms', `of the analyzer ${analyzer}`],
          ],
        },
    adoption === null
      ? null
      : {
          heading: 'Adoption of terms',
          rows: [
            ['queries with evidence before', groupDigits(adoption.queries)],
            ['new terms', groupDigits(adoption.introduced)],
            ['stood in earlier evidence', groupDigits(adoption.adopted)],
            ...shareRow('CTAR', adoption.rate),
            ...shareRow('CTAR, mean of sessions', adoption.sessionMean),
            ...shareRow('in the evidence of the last step alone', adoption.rateFromLast),
            [
              'evidence',
              index === null ? 'what the log shows' : `what the log shows, or texts of ${index.name}@${index.id}`,
            ],
          ],
        },
    documents.named + documents.opened === 0
      ? null
      : {
          heading: 'Documents',
          rows: [
            ...(documents.named === 0
              ? []
              : [
                  [
                    'answered',
                    `${groupDigits(documents.named)}, ${groupDigits(documents.distinct)} of them for the first time in their session`,
                  ] as const,
                ]),
            ['opened', groupDigits(documents.opened)],
            ...shareRow('of these, open before in the session', documents.reopened),
          ],
        },
    recall === null
      ? null
      : {
          heading: 'Evidence found',
          rows: [
            ['judged sessions', groupDigits(recall.sessions)],
            ['relevant documents', groupDigits(recall.relevant)],
            ...shareRow('recall of what was answered or opened', recall.retrieved),
            ...shareRow('recall of what was opened', recall.opened),
          ],
        },
    {
      heading: 'Budget',
      rows: [
        ...spread('tokens of a session', budget.tokens, groupDigits),
        ...spread('bytes of a session', budget.bytes, groupDigits),
        ['errors', groupDigits(budget.errors)],
      ],
    },
  ];
  return groups.filter((group) => group !== null);
}

/** Nothing where there is no share. */
function shareRow(name: string, share: number | null, of?: number): (readonly [string, string])[] {
  if (share === null) return [];
  return [[name, of === undefined ? percent(share) : `${percent(share)} of ${groupDigits(of)}`]];
}

function spread(
  name: string,
  quantiles: Quantiles | null,
  tell: (value: number) => string,
): (readonly [string, string])[] {
  if (quantiles === null) return [];
  const { mean, min, p50, p75, p90, p95, p99, max } = quantiles;
  const middle = tell === groupDigits ? meanOfCounts(mean) : tell(Math.round(mean));
  const parts = [
    ['min', min],
    ['p50', p50],
    ['p75', p75],
    ['p90', p90],
    ['p95', p95],
    ['p99', p99],
    ['max', max],
  ] as const;
  return [[name, `mean ${middle}; ${parts.map(([part, value]) => `${part} ${tell(value)}`).join(', ')}`]];
}

/** `12,345.67`. */
function meanOfCounts(mean: number): string {
  const [whole, fraction] = mean.toFixed(2).split('.');
  return `${groupDigits(Number(whole))}.${fraction}`;
}
