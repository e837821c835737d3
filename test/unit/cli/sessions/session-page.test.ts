import { tableFromIPC } from 'apache-arrow';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { describeMs } from '../../../../src/bytes/number-text.ts';
import { figuresOf } from '../../../../src/cli/sessions/session-figures.ts';
import { sessionPage } from '../../../../src/cli/sessions/session-page.ts';
import { rowOf, sessionTable } from '../../../../src/cli/sessions/session-table.ts';
import { TermSets } from '../../../../src/experiment/sessions/query-terms.ts';
import { measureSession } from '../../../../src/experiment/sessions/session-measures.ts';
import { SummaryBuilder } from '../../../../src/experiment/sessions/sessions-summary.ts';
import type { SessionAnalysis } from '../../../../src/library/session-analysis.ts';
import { sessionOf } from '../../../support/logged-sessions.ts';

const terms = new TermSets('english');
const qrels = new Map([
  [
    's',
    new Map([
      ['a', 1],
      ['b', 1],
    ]),
  ],
]);
const events = [
  { query: 'tide', ids: ['a'], texts: ['The moon.'], timeMs: 0, tokens: 5 },
  { query: 'moon', ids: ['a', 'c'], texts: [], timeMs: 2500 },
  { query: 'moon', opened: ['b'], timeMs: 90_000 },
];

function analysisOf(name = 's', file = '/home/x/<log>.jsonl'): SessionAnalysis {
  const builder = new SummaryBuilder();
  builder.add(measureSession(sessionOf(events, name), { terms, evidence: null, qrels }));
  const settings = { analyzer: 'english', gapMs: 60_000, split: 'gap', index: null } as const;
  return { logs: [{ file, format: 'trace', events: 3 }], ...settings, summary: builder.finish() };
}

describe('the page of an analysis', () => {
  const page = sessionPage(analysisOf());

  it('is whole by itself: it loads nothing and runs nothing', () => {
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|src=|href=|url\(|@import|<script|<link/,
    );
    expect(page).toContain("default-src 'none'");
  });

  it('holds every figure that the terminal tells', () => {
    const text = parseHTML(page).document.querySelector('main')!.textContent ?? '';
    for (const { heading, rows } of figuresOf(analysisOf())) {
      for (const part of [heading, ...rows.flat()]) expect(text).toContain(part);
    }
  });

  it('draws steps, gaps, revisits, reformulations, repetition, adoption and recall, each under its own name', () => {
    const { document } = parseHTML(page);
    const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
    const plots = [...document.querySelectorAll('svg')].map(
      (each) => each.getAttribute('aria-labelledby')!.split('-')[0],
    );
    expect(plots).toEqual(['steps', 'gaps', 'revisits', 'reformulations', 'repetition', 'adoption', 'recall']);
  });

  it('names files without their folders, as text', () => {
    expect(page).toContain('&#60;log&#62;.jsonl');
    expect(page).not.toMatch(/home|<log>/);
  });

  it('is the same bytes for the same analysis', () => {
    expect(sessionPage(analysisOf())).toBe(page);
  });
});

it('what the log does not tell has no row and no plot', () => {
  const builder = new SummaryBuilder();
  builder.add(measureSession(sessionOf([{ kind: 'fetch' }]), { terms, evidence: null, qrels: null }));
  const analysis = { ...analysisOf(), summary: builder.finish() };
  expect(figuresOf(analysis).map(({ heading }) => heading)).toEqual(['Sessions', 'Budget']);
  expect(sessionPage(analysis).match(/<svg/g)).toHaveLength(1);
});

it('adoption without a new term is told, and there is nothing to draw', () => {
  const builder = new SummaryBuilder();
  const repeated = [events[0], events[0]];
  builder.add(measureSession(sessionOf(repeated), { terms, evidence: null, qrels: null }));
  const analysis = { ...analysisOf(), summary: builder.finish() };
  expect(analysis.summary.adoption).toMatchObject({ queries: 1, introduced: 0, rate: null });
  expect(sessionPage(analysis)).not.toContain('id="adoption-title"');
});

it('an analysis of no session has no figure that is no number', () => {
  const analysis = { ...analysisOf(), summary: new SummaryBuilder().finish() };
  expect(JSON.stringify(figuresOf(analysis)) + sessionPage(analysis)).not.toMatch(/NaN|Infinity|undefined/);
});

it('the table has a row a session, and null for what is not known', () => {
  const judged = rowOf(measureSession(sessionOf(events), { terms, evidence: null, qrels }));
  const other = rowOf(measureSession(sessionOf([{ kind: 'click' }], 'other'), { terms, evidence: null, qrels }));
  const table = tableFromIPC(sessionTable([judged, other]));
  const [first, second] = table.toArray().map((row) => row.toJSON());
  expect(first).toMatchObject({
    ...{
      session: 's',
      startMs: 0n,
      durationMs: 90_000n,
      steps: 3,
      search: 3,
      queries: 3,
      repeated: 1,
      repeat: 1,
      explore: 1,
    },
    ...{ introducedTerms: 1, adoptedTerms: 1, documents: 3, distinctDocuments: 2, tokens: 5n, bytes: null },
    ...{ relevant: 2, recall: 1, recallOpened: 0.5 },
  });
  expect(second).toMatchObject({
    session: 'other',
    startMs: null,
    click: 1,
    tokens: null,
    recall: null,
    introducedTerms: null,
  });
});

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [12_500, '12.5 s'],
  [200_000, '3 min 20 s'],
  [3_600_000, '1 h'],
  [90_060_000, '1 d 1 h'],
])('%s milliseconds are told as %s', (ms, text) => {
  expect(describeMs(ms)).toBe(text);
});
