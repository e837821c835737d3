import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { csvLines } from '../../../../src/cli/found/csv-lines.ts';
import type { Found } from '../../../../src/cli/found/found.ts';
import { markdownLines } from '../../../../src/cli/found/markdown-lines.ts';
import { measuredTexts, textLines } from '../../../../src/cli/found/text-lines.ts';
import { measureFor } from '../../../../src/cli/terminal/text-width.ts';
import type { Hit } from '../../../../src/contract/search.ts';

const INDEX = { name: 'sea', id: '0123456789abcdef0123456789abcdef' };
const SNIPPET = 'The tide is a slow wave that the moon raises twice a day.';
const TIDE: Hit = {
  rank: 1,
  id: 'tide',
  url: 'https://sea.example/tide',
  title: 'Tide',
  snippet: SNIPPET,
  highlights: [
    [4, 8],
    [19, 23],
  ],
  score: 700,
};
const HOSTILE = 'x\u001b]0;owned\u0007\u202e\u009b31m';

function found(hits: readonly Hit[], more: Partial<Found> = {}): Found {
  return { index: INDEX, result: { query: 'tide wave', hits }, remarks: [], fusion: null, ...more };
}

async function text(of: Found, columns = 40, isColoured = false): Promise<string[]> {
  return textLines(of, { columns, measure: await measureFor(measuredTexts(of)), isColoured });
}

describe('hits as text', () => {
  it('are rank and title, address and score, and the snippet within the columns', async () => {
    expect(await text(found([TIDE]))).toEqual([
      '  1  Tide',
      '     https://sea.example/tide  (score 700)',
      '     The tide is a slow wave that the',
      '     moon raises twice a day.',
      '',
      'Index sea@0123456789abcdef0123456789abcdef',
    ]);
  });

  it('have what was found painted, across a break too, and nothing else changed', async () => {
    const across: Hit = { ...TIDE, highlights: [[29, 41]] };
    const lines = await text(found([across]), 40, true);
    expect(lines[2]).toBe('     The tide is a slow wave that \u001b[1m\u001b[33mthe\u001b[39m\u001b[22m');
    expect(lines[3]).toBe('     \u001b[1m\u001b[33mmoon rai\u001b[39m\u001b[22mses twice a day.');
    const plain = lines.map(stripVTControlCharacters);
    expect(plain).toEqual(await text(found([across])));
  });

  it('are parted by a blank line, behind what is said of them', async () => {
    const lines = await text(found([TIDE, { ...TIDE, rank: 2 }], { remarks: ['No passage holds wave.'] }));
    expect(lines.filter((line) => line === '')).toHaveLength(3);
    expect(lines.slice(0, 3)).toEqual(['No passage holds wave.', '', '  1  Tide']);
  });

  it('that are none are told with the reason', async () => {
    expect(await text(found([], { remarks: ['No word is scored.'] }))).toEqual([
      'No hits. Index sea@0123456789abcdef0123456789abcdef',
      'No word is scored.',
    ]);
  });

  it('are explained by a table: terms below their leg, and what the legs were joined to', async () => {
    const explain: Hit['explain'] = [
      {
        leg: 'bm25',
        rank: 1,
        score: 5600,
        terms: [
          { term: 'tide', weight: 2, impact: 2300 },
          { term: '潮', weight: 1, impact: 1000, from: '汐' },
        ],
      },
      { leg: 'dense' },
    ];
    const lines = await text(found([{ ...TIDE, explain }], { fusion: { method: 'minmax', denseWeight: 20 } }), 80);
    expect(lines.slice(3, 9)).toEqual([
      '     leg, term  rank  score',
      '     bm25          1   5600',
      '       tide            2300  ×2',
      '       潮              1000  for 汐',
      '     dense                   not found',
      '     joined        1    700  minmax, at least 20 % from dense',
    ]);
  });

  it('say what a reranker made of them', async () => {
    const before = { rank: 3, score: 90 };
    const explain: Hit['explain'] = [
      { leg: 'bm25', rank: 2, score: 5600 },
      { leg: 'dense', rank: 9, score: 60 },
      { leg: 'rerank', rank: 1, score: 700, reranker: 'graph', before },
    ];
    const fusion = { method: 'rrf', denseWeight: 50 } as const;
    const lines = await text(found([{ ...TIDE, explain }], { fusion }), 80);
    expect(lines.slice(6, 8)).toEqual([
      '     joined        3     90  rrf, at least 50 % from dense',
      '     graph         1    700',
    ]);
    const linked = [
      ...explain.slice(0, 2),
      { leg: 'rerank', rank: 1, score: 700, reranker: 'graph', foundBy: 'links' },
    ];
    const others = await text(found([{ ...TIDE, explain: linked as Hit['explain'] }], { fusion }), 80);
    expect(others.join('\n')).toContain('graph         1    700  found by links');
    expect(others.join('\n')).not.toContain('joined');
  });
});

it('no format gives a terminal what moves its cursor or forges a line', async () => {
  const hit: Hit = {
    ...TIDE,
    id: `i${HOSTILE}\n9  forged`,
    url: `https://u/${HOSTILE}`,
    title: `t${HOSTILE}\u2028`,
    snippet: `tide ${HOSTILE} \r\nwave`,
    highlights: [[5, 12]],
    fields: { k: HOSTILE },
    duplicates: [HOSTILE],
    explain: [{ leg: 'bm25', rank: 1, score: 1, terms: [{ term: HOSTILE, weight: 1, impact: 1, from: HOSTILE }] }],
  };
  const of = found([hit], { remarks: [HOSTILE] });
  const lines = [...(await text(of)), ...markdownLines(of), ...csvLines(of, true)];
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  expect(lines.join('')).toContain('\\u001b]0;owned');
});

it('hits as CSV are a table of the columns that are named, whatever stands in them', () => {
  const odd: Hit = { ...TIDE, rank: 2, url: null, title: 'a "b", c', snippet: ' x\ny', date: '2024-02-29' };
  const rows: string[][] = parse(csvLines(found([TIDE, odd]), true).join('\n'));
  const pinned = 'sea@0123456789abcdef0123456789abcdef';
  expect(rows).toEqual([
    ['rank', 'id', 'url', 'title', 'score', 'date', 'snippet', 'index'],
    ['1', 'tide', 'https://sea.example/tide', 'Tide', '700', '', SNIPPET, pinned],
    ['2', 'tide', '', 'a "b", c', '700', '2024-02-29', ' x y', pinned],
  ]);
});

it('hits as CSV keep ids and addresses in a file, whatever stands in them', () => {
  const id = ' a\tb\r\n"c",\u001b[1m\n';
  const hit: Hit = { ...TIDE, id, url: `=cmd|${id}` };
  const [, row]: string[][] = parse(csvLines(found([hit]), false).join('\n'));
  expect(row.slice(1, 3)).toEqual([id, hit.url]);
});

describe('hits as Markdown', () => {
  it('are a list of links, with what was found in bold', () => {
    const html = new MarkdownIt().render(markdownLines(found([TIDE, { ...TIDE, rank: 2, url: null }])).join('\n'));
    expect(html).toContain('<a href="https://sea.example/tide">Tide</a>');
    expect(html).toContain('The <strong>tide</strong> is a slow <strong>wave</strong> that');
    expect(html).toContain('<p>Tide (tide)</p>');
    expect(html.match(/<ol>/g)).toHaveLength(1);
  });

  it('are text, whatever signs of Markdown stand in them', () => {
    const signs = '1. # [x](y) <b>*c*</b> `d` _e_ &amp; | ~~f~~ $g$ \\h';
    const hit: Hit = { ...TIDE, title: signs, url: 'https://u/a b>(c)', snippet: `- ${signs}`, highlights: [] };
    const html = new MarkdownIt('commonmark').render(markdownLines(found([hit])).join('\n'));
    const shown = signs.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(html).toContain(`>${shown}</a>`);
    expect(html).toContain(`<p>- ${shown}</p>`);
    expect(html).toContain('<a href="https://u/a%20b%3E(c)">');
  });
});
