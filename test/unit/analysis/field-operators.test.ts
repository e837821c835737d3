import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import type { QueryFields } from '../../../src/analysis/field-operator.ts';
import { parseQuery } from '../../../src/analysis/query-syntax.ts';

const fields: QueryFields = new Map([
  ['year', 'number'],
  ['topic', 'keyword'],
  ['tags', 'set'],
  ['day', 'date'],
  ['meta.lang', 'keyword'],
  ['site', 'keyword'],
] as const);
const analyzer = createAnalyzer('english');
const parse = (text: string, known = fields) => parseQuery(text, analyzer, false, known);

describe('a field in a query', () => {
  it.each([
    ['topic:Maths', { field: 'topic', in: ['Maths'] }],
    ['topic:"A. B."', { field: 'topic', in: ['A. B.'] }],
    ['topic:“A. B.”', { field: 'topic', in: ['A. B.'] }],
    ['topic:a:b', { field: 'topic', in: ['a:b'] }],
    ['meta.lang:en', { field: 'meta.lang', in: ['en'] }],
    ['tags:x', { field: 'tags', in: ['x'] }],
    ['year:2000', { field: 'year', in: [2000] }],
    ['year:-1.5', { field: 'year', in: [-1.5] }],
    ['year:>2000', { field: 'year', gt: 2000 }],
    ['year:>=2000', { field: 'year', gte: 2000 }],
    ['year:<2000', { field: 'year', lt: 2000 }],
    ['year:<=2000', { field: 'year', lte: 2000 }],
    [
      'year:1..2.5',
      {
        and: [
          { field: 'year', gte: 1 },
          { field: 'year', lte: 2.5 },
        ],
      },
    ],
    ['year:1..', { field: 'year', gte: 1 }],
    ['year:..2', { field: 'year', lte: 2 }],
    ['day:2020-05', { field: 'day', in: ['2020-05'] }],
    ['day:>2020', { field: 'day', gt: '2020' }],
    [
      'day:2019..2020-06',
      {
        and: [
          { field: 'day', gte: '2019' },
          { field: 'day', lte: '2020-06' },
        ],
      },
    ],
  ])('%s asks for what it looks like, and is not scored', (text, where) => {
    expect(parse(`${text} word`)).toMatchObject({
      text: 'word',
      terms: [{ term: 'word' }],
      required: [[{ kind: 'field', where }]],
      excluded: [],
    });
  });

  it('behind a hyphen is excluded, and beside OR one of two', () => {
    const tag = { kind: 'field', where: { field: 'tags', in: ['x'] } };
    const topic = { kind: 'field', where: { field: 'topic', in: ['a b'] } };
    expect(parse('-tags:x')).toMatchObject({ required: [], excluded: [tag] });
    expect(parse('-topic:"a b"')).toMatchObject({ required: [], excluded: [topic] });
    expect(parse('tags:x OR topic:"a b"').required).toEqual([[tag, topic]]);
  });

  it.each([
    'year:soon',
    'year:',
    'year:>',
    'year:..',
    'year:1..b',
    'day:2020-13',
    'day:>spring',
    'topic:',
    `topic:${'x'.repeat(257)}`,
    'Topic:maths',
    'nothing:maths',
    'year:"soon"',
    ':maths',
  ])('%s is searched as plain words', (text) => {
    expect(parse(text)).toEqual(parse(text, new Map()));
    expect(parse(text)).toMatchObject({ required: [], excluded: [] });
  });

  it('that has the name of an operator is that operator', () => {
    expect(parse('site:example.org').required).toEqual([[{ kind: 'site', host: 'example.org' }]]);
    expect(parse('SITE:example.org').required).toEqual([[{ kind: 'site', host: 'example.org' }]]);
  });

  it('changes no query that names none', () => {
    for (const text of ['"a phrase" -b', 'intitle:"x y"', 'word OR "x y"', 'a"b" c', 'time 12:30', '-'])
      expect(parse(text)).toEqual(parse(text, new Map()));
  });
});
