import { expect, it } from 'vitest';
import { readWrittenCondition, readWrittenConditions } from '../../../src/contract/written-condition.ts';

const read = (text: string) => readWrittenCondition(text, '--where');

it.each([
  ['year=2000', { field: 'year', eq: '2000' }],
  ['year!=2000', { not: { field: 'year', eq: '2000' } }],
  ['year>2000', { field: 'year', gt: '2000' }],
  ['year>=2000', { field: 'year', gte: '2000' }],
  ['year<2000', { field: 'year', lt: '2000' }],
  ['year<=2000', { field: 'year', lte: '2000' }],
  ['year', { field: 'year', exists: true }],
  ['a.b-c=x=y>z', { field: 'a.b-c', eq: 'x=y>z' }],
  ['author= A. B.', { field: 'author', eq: ' A. B.' }],
  ['a=', { field: 'a', eq: '' }],
  ['{"field":"a","in":[1,2]}', { field: 'a', in: [1, 2] }],
])('%s on the command line is the condition that it looks like', (text, where) => {
  expect(read(text)).toEqual(where);
});

it('several conditions on the command line must all hold, and none asks for nothing', () => {
  expect(readWrittenConditions(['a=1', 'b'], '--where')).toEqual({
    and: [
      { field: 'a', eq: '1' },
      { field: 'b', exists: true },
    ],
  });
  expect(readWrittenConditions([], '--where')).toBeUndefined();
});

it('what begins as JSON and is none is refused', () => {
  expect(() => read('{"field"')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});
