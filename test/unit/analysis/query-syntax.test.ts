import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import type { ParsedQuery } from '../../../src/analysis/parsed-query.ts';
import { parseQuery } from '../../../src/analysis/query-syntax.ts';
import { MAX_QUERY_TERMS, MAX_TERM_WEIGHT } from '../../../src/analysis/query-terms.ts';

const english = createAnalyzer('english');
/** Without the words that name the terms, which have tests of their own. */
const parse = (text: string, analyzer = english): Omit<ParsedQuery, 'words'> => {
  const { words: _, ...parsed } = parseQuery(text, analyzer);
  return parsed;
};
const scoredTerms = (text: string): string[] => parse(text).terms.map(({ term }) => term);
/** A phrase of terms that stand next to each other. */
const phrase = (...terms: string[]) => ({
  kind: 'phrase',
  terms: terms.map((term, offset) => ({ term, offset })),
});
const title = (...terms: string[]) => ({ kind: 'title', terms: terms.map((term, offset) => ({ term, offset })) });
const term = (word: string) => ({ kind: 'term', term: word });
const site = (host: string) => ({ kind: 'site', host });

describe('plain words of a query', () => {
  it('are scored by how often they occur, in the order of their first occurrence', () => {
    expect(parse('dogs and cats, Dog')).toEqual({
      terms: [
        { term: 'dog', weight: 2 },
        { term: 'cat', weight: 1 },
      ],
      text: 'dogs and cats, Dog',
      required: [],
      excluded: [],
    });
  });

  it('may be named like properties of objects', () => {
    expect(parse('__proto__ constructor constructor').terms).toEqual([
      { term: 'proto', weight: 1 },
      { term: 'constructor', weight: 2 },
    ]);
  });

  it('weigh at most what fits a byte', () => {
    expect(parse('cat '.repeat(300)).terms).toEqual([{ term: 'cat', weight: MAX_TERM_WEIGHT }]);
    expect(parse('cat '.repeat(255)).terms).toEqual([{ term: 'cat', weight: 255 }]);
    expect(parse('cat '.repeat(254)).terms).toEqual([{ term: 'cat', weight: 254 }]);
  });

  it('are at most 1,024 distinct terms: later new ones are left out, earlier ones still counted', () => {
    const words = Array.from({ length: MAX_QUERY_TERMS + 1 }, (_, number) => `w${number}`);
    const { terms } = parse([...words, 'w0'].join(' '));
    expect(terms.length).toBe(MAX_QUERY_TERMS);
    expect(terms[0]).toEqual({ term: 'w0', weight: 2 });
    expect(terms.at(-1)).toEqual({ term: `w${MAX_QUERY_TERMS - 1}`, weight: 1 });
  });
});

describe('a quoted phrase', () => {
  it('must occur, scores, and stands without quotes in the text for a dense encoder', () => {
    expect(parse('best "hot dogs" here')).toEqual({
      terms: ['best', 'hot', 'dog', 'here'].map((word) => ({ term: word, weight: 1 })),
      text: 'best hot dogs here',
      required: [[phrase('hot', 'dog')]],
      excluded: [],
    });
  });

  it('keeps the distance over stop words', () => {
    expect(parse('"the king of the hill"').required).toEqual([
      [
        {
          kind: 'phrase',
          terms: [
            { term: 'king', offset: 0 },
            { term: 'hill', offset: 3 },
          ],
        },
      ],
    ]);
  });

  it('of one term asks for that term, and of none for nothing', () => {
    expect(parse('"dogs"').required).toEqual([[term('dog')]]);
    expect(parse('"of the" "" "!"').required).toEqual([]);
  });

  it.each(['“hot dogs”', '„hot dogs“', '«hot dogs»', '"hot dogs”', '＂hot dogs＂'])(
    'may be quoted as in %s',
    (text) => {
      expect(parse(text).required).toEqual([[phrase('hot', 'dog')]]);
    },
  );

  it('may touch what follows', () => {
    expect(parse('"a1 b1""c1 d1"e1')).toMatchObject({
      required: [[phrase('a1', 'b1')], [phrase('c1', 'd1')]],
      text: 'a1 b1 c1 d1 e1',
    });
  });

  it('holds operators as words', () => {
    const terms = [
      { term: 'dog', offset: 0 },
      { term: 'site', offset: 1 },
      { term: 'x', offset: 2 },
      { term: 'y', offset: 4 },
    ];
    expect(parse('"-dog site:x OR y"').required).toEqual([[{ kind: 'phrase', terms }]]);
  });
});

describe('an exclusion', () => {
  it.each([
    ['-dogs', term('dog')],
    ['-"hot dogs"', phrase('hot', 'dog')],
    ['-“hot dogs”', phrase('hot', 'dog')],
    ['-wi-fi', phrase('wi', 'fi')],
    ['-site:Example.com', site('example.com')],
    ['-intitle:dogs', title('dog')],
    ['-intitle:"hot dogs"', title('hot', 'dog')],
  ])('%s is neither scored nor read by a dense encoder', (text, condition) => {
    expect(parse(`cat ${text}`)).toEqual({
      terms: [{ term: 'cat', weight: 1 }],
      text: 'cat',
      required: [],
      excluded: [condition],
    });
  });

  it('needs a hyphen at the start of a word', () => {
    for (const text of ['wi-fi', 'wi -', '- fi', '--fi', '–fi', '—fi', '−fi']) expect(parse(text).excluded).toEqual([]);
    expect(scoredTerms('wi-fi --fi –fi')).toEqual(['wi', 'fi']);
  });

  it('of stop words or punctuation excludes nothing', () => {
    expect(parse('cat -the -!!! -"of the"')).toMatchObject({ excluded: [], text: 'cat' });
  });
});

describe('site:', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.com.', 'example.com'],
    ['https://en.wikipedia.org/wiki/Cat?x#y', 'en.wikipedia.org'],
    ['example.com:8080', 'example.com'],
    ['*.example.com', 'example.com'],
    ['.gov', 'gov'],
    ['localhost', 'localhost'],
    ['192.168.0.1', '192.168.0.1'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['under_score.example', 'under_score.example'],
    ['[::1]', '[::1]'],
    ['[2001:DB8:0::1]:8080', '[2001:db8::1]'],
    ['http://[::1]/x', '[::1]'],
    ['https:example.com', 'example.com'],
    ['http:\\\\example.com\\x', 'example.com'],
    ['example.com/?to=http://evil.example', 'example.com'],
  ])('%s means host %s', (value, host) => {
    expect(parse(`cat site:${value}`)).toEqual({
      terms: [{ term: 'cat', weight: 1 }],
      text: 'cat',
      required: [[site(host)]],
      excluded: [],
    });
  });

  it.each([
    '',
    '...',
    '-a',
    'a..b',
    'a,b',
    '"a"',
    '\u{1FAE9}.com',
    'x'.repeat(254),
    '/path',
    '[::1',
    '[1:2]',
    'a@b.com',
  ])('with %j is plain words', (value) => {
    const query = parse(`site:${value}`);
    expect(query.required).toEqual([]);
    expect(query.terms[0]).toEqual({ term: 'site', weight: 1 });
    expect(query.text).toBe(`site:${value}`);
  });
});

describe('intitle:', () => {
  it('asks for a word or a phrase of the title, which also scores', () => {
    expect(parse('intitle:dogs')).toEqual({
      terms: [{ term: 'dog', weight: 1 }],
      text: 'dogs',
      required: [[title('dog')]],
      excluded: [],
    });
    expect(parse('InTitle:"hot dogs"')).toMatchObject({ text: 'hot dogs', required: [[title('hot', 'dog')]] });
    expect(parse('intitle:wi-fi').required).toEqual([[title('wi', 'fi')]]);
  });

  it('without a term is plain words', () => {
    expect(parse('intitle:')).toMatchObject({ terms: [{ term: 'intitl', weight: 1 }], required: [] });
    expect(parse('intitle:the').required).toEqual([]);
  });
});

describe('before: and after:', () => {
  it.each([
    ['before:2020', 'before', '2019-12-31'],
    ['before:2020-03', 'before', '2020-02-29'],
    ['before:2019-03-01', 'before', '2019-02-28'],
    ['before:2020-05-17', 'before', '2020-05-16'],
    ['before:0001', 'before', '0000-12-31'],
    ['after:2020', 'after', '2021-01-01'],
    ['after:2020-02', 'after', '2020-03-01'],
    ['after:1900-02-28', 'after', '1900-03-01'],
    ['after:2000-02-28', 'after', '2000-02-29'],
    ['AFTER:2020-12-31', 'after', '2021-01-01'],
  ])('%s keeps %s %s, inclusive', (text, kind, date) => {
    expect(parse(text)).toEqual({ terms: [], text: '', required: [[{ kind, date }]], excluded: [] });
  });

  it.each([
    'before:',
    'before:foo',
    'before:20',
    'before:2020-13',
    'before:2021-02-29',
    'before:2020-1-1',
    'before:0000',
    'after:9999',
    'after:2020-00',
    'after:2020-04-31',
    '-before:2020x',
  ])('%s is broken and so plain words', (text) => {
    expect(parse(text).required).toEqual([]);
  });

  it('cannot be negated: the words are excluded instead', () => {
    expect(parse('-before:2020')).toMatchObject({ required: [], excluded: [phrase('befor', '2020')] });
  });
});

describe('OR', () => {
  it('joins operators into one clause', () => {
    expect(parse('site:a.com OR site:b.com OR "hot dogs" cat')).toMatchObject({
      required: [[site('a.com'), site('b.com'), phrase('hot', 'dog')]],
      text: 'hot dogs cat',
    });
  });

  it('joins a plain word to an operator', () => {
    expect(parse('cat OR "hot dogs"').required).toEqual([[term('cat'), phrase('hot', 'dog')]]);
    expect(parse('site:a.com OR wi-fi').required).toEqual([[site('a.com'), phrase('wi', 'fi')]]);
  });

  it('between plain words changes nothing and is not searched', () => {
    expect(parse('cat OR dog', createAnalyzer('plain'))).toEqual({
      terms: [
        { term: 'cat', weight: 1 },
        { term: 'dog', weight: 1 },
      ],
      text: 'cat dog',
      required: [],
      excluded: [],
    });
  });

  it('leaves operators without it as clauses of their own', () => {
    expect(parse('"a1 b1" site:a.com OR site:b.com after:2020').required).toEqual([
      [phrase('a1', 'b1')],
      [site('a.com'), site('b.com')],
      [{ kind: 'after', date: '2021-01-01' }],
    ]);
  });

  it('is a plain word at an end, twice, in lower case or beside an exclusion', () => {
    const plain = createAnalyzer('plain');
    for (const text of ['OR cat', 'cat OR', 'cat or dog', 'cat OR -dog', '-dog OR cat', 'OR']) {
      expect(parseQuery(text, plain).terms.map((scored) => scored.term)).toContain('or');
      expect(parseQuery(text, plain).required).toEqual([]);
    }
    expect(parseQuery('"a b" OR OR "c d"', plain).required).toHaveLength(2);
  });
});

describe('a broken operator', () => {
  it.each<[string, string[]]>([
    ['"unclosed phrase', ['unclos', 'phrase']],
    ['5" screen "full hd"', ['5', 'screen', 'full', 'hd']],
    ['foo: bar', ['foo', 'bar']],
    ['http://example.com', ['http', 'exampl', 'com']],
    ['-', []],
    ['" " "', []],
  ])('%s is searched as plain words', (text, terms) => {
    expect(scoredTerms(text)).toEqual(terms);
    expect(parse(text).excluded).toEqual([]);
  });

  it('does not spoil the operators behind it', () => {
    expect(parse('5" site: "full hd" -x').required).toEqual([[phrase('full', 'hd')]]);
    expect(parse('5" site: "full hd" -x').excluded).toEqual([term('x')]);
    expect(parse('"open site:a.com').required).toEqual([[site('a.com')]]);
  });
});
