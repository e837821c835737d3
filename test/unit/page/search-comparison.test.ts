import { expect, it } from 'vitest';
import type { Hit } from '../../../src/contract/search.ts';
import { html, writeHtml } from '../../../src/page/html.ts';
import { comparison } from '../../../src/page/search-comparison.ts';
import type { SearchList } from '../../../src/page/search-list.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const [index] = new MemoryBackend().indexes;
const PAGE = { parameters: [], against: null, query: 'tide' };

function list(ids: readonly string[], parameters: SearchList['parameters'] = []): SearchList {
  const hits = ids.map((id, i): Hit => {
    const [document] = id.split('#');
    return { rank: i + 1, id: document, url: null, title: document, score: 9 - i, passage: { id, start: 0, end: 1 } };
  });
  return { index, parameters, result: { query: 'tide', hits }, hasMore: false, inspection: null };
}

const drawn = (left: SearchList, right: SearchList): string => writeHtml(html`${comparison(left, right, PAGE)}`);
const linesOf = (markup: string): string[] =>
  [...markup.matchAll(/<line class="(\w+)" x1="0" y1="([\d.]+)" x2="1" y2="([\d.]+)"/g)].map(([, ...told]) =>
    told.join(' '),
  );

it('draws a line from each hit to its place in the other list, and none from one that is not there', () => {
  const markup = drawn(list(['a#0', 'b#0', 'c#0', 'd#0']), list(['b#1', 'a#0', 'c#5']));
  expect(linesOf(markup)).toEqual(['down 0.5 1.5', 'up 1.5 0.5', 'same 2.5 2.5']);
  expect(markup).toContain('3 of 4 hits stand in both lists.');
  expect(markup.match(/↓ rank 2 there|↑ rank 1 there|same rank|only here/g)).toEqual([
    ...['↓ rank 2 there', '↑ rank 1 there', 'same rank', 'only here'],
    ...['↓ rank 2 there', '↑ rank 1 there', 'same rank'],
  ]);
});

it('tells passages of one document apart where those are ranked', () => {
  const unit = [['unit', 'passage']] as const;
  expect(linesOf(drawn(list(['a#0', 'a#1'], unit), list(['a#1', 'a#0'], unit)))).toEqual([
    'down 0.5 1.5',
    'up 1.5 0.5',
  ]);
});

it('has something to say of two empty lists', () => {
  expect(drawn(list([]), list([]))).toContain('Nothing was found.');
});
