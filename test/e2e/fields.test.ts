import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex, fetch as fetchDocuments, grep, type Index, openIndex, search } from '../../src/index.ts';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RECORDS = [
  { _id: 'a', text: 'engines rank pages', year: 2001, topic: 'maths', tags: ['x', 'y', 'x'], day: '2020-05-01' },
  { _id: 'b', text: 'engines find pages', year: '2010', topic: 'A. B.', tags: 'x', day: 'May 3, 2021' },
  { _id: 'c', text: 'engines index words', year: 'later', topic: 'maths', tags: ['z'], meta: { lang: 'en' } },
  { _id: 'd', text: 'engines crawl the web', year: 1999.5, tags: [], topic: true },
];
const FIELDS = ['year:number', 'topic:keyword', 'tags:set', 'day:date', 'meta.lang:keyword'];
const flagsOf = (fields: readonly string[]) => fields.flatMap((field) => ['--field', field]);
const USUAL = ['--encoder', 'none', '--quiet', '--json'];

let folder: string;
let input: string;
beforeAll(() => {
  folder = temporaryFolder();
  input = join(folder, 'corpus.jsonl');
  writeFileSync(input, RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''));
});

function build(name: string, ...flags: string[]): { directory: string; result: Record<string, unknown> } {
  const directory = join(folder, name);
  const { code, out, err } = runProgram(['index', input, '--out', directory, ...USUAL, ...flags]);
  expect(code, err).toBe(0);
  return { directory, result: JSON.parse(out) };
}

describe('an index with typed fields', () => {
  let directory: string;
  let index: Index;
  let server: ServerProcess;
  beforeAll(async () => {
    ({ directory } = build('typed', ...flagsOf(FIELDS)));
    index = await openIndex(directory);
    server = await startProcess(PROGRAM, 'serve', directory, '--port', '0', '--json', '--log', 'off', '--workers', '1');
  });
  afterAll(async () => {
    await index.close();
    server.child.kill('SIGTERM');
    await server.exited;
  });

  const post = (path: string, body: object) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it.each([
    [{ field: 'year', gte: 2000 }, ['year>=2000'], 'a b'],
    [{ field: 'year', lt: 2000 }, ['year<2000'], 'd'],
    [{ field: 'topic', eq: 'maths' }, ['topic=maths'], 'a c'],
    [{ field: 'topic', in: ['A. B.', true] }, ['{"field":"topic","in":[true,"A. B."]}'], 'b d'],
    [{ field: 'tags', eq: 'x' }, ['tags=x'], 'a b'],
    [{ not: { field: 'tags', eq: 'x' } }, ['tags!=x'], 'c d'],
    [{ field: 'day', eq: '2021' }, ['day=2021'], 'b'],
    [{ field: 'tags', exists: false }, ['{"field":"tags","exists":false}'], 'd'],
    [{ field: 'meta.lang', exists: true }, ['meta.lang'], 'c'],
    [
      {
        and: [
          { field: 'year', gt: 2000 },
          { field: 'day', lt: '2021' },
        ],
      },
      ['year>2000', 'day<2021'],
      'a',
    ],
  ])('filters searches and greps by %j through every door', async (where, written, expected) => {
    const ids = (hits: readonly { readonly id: string }[]) => [...new Set(hits.map(({ id }) => id))].sort().join(' ');
    const filter = { where };
    const found = await search(index, 'engines', { filter });
    expect(ids(found.hits)).toBe(expected);
    const served = await post('/v1/search', { query: 'engines', filter });
    expect(await served.json()).toEqual(found);
    const parameters = new URLSearchParams({ query: 'engines' });
    for (const each of written) parameters.append('filter.where', each);
    expect(await (await fetch(`${server.url}/v1/search?${parameters}`)).json()).toEqual(found);
    const flags = written.flatMap((each) => ['--where', each]);
    expect(JSON.parse(runProgram(['search', directory, 'engines', '--json', ...flags]).out)).toEqual(found);

    const lines = await grep(index, 'engines', { filter });
    expect(ids(lines.matches)).toBe(expected);
    expect(await (await post('/v1/grep', { pattern: 'engines', filter })).json()).toEqual(lines);
    expect(
      runProgram(['grep', directory, 'engines', '-l', ...flags])
        .out.trimEnd()
        .replaceAll('\n', ' '),
    ).toBe(expected);
  });

  it('gives one body and one ETag to one filter, however it is written', async () => {
    const one = {
      and: [
        { field: 'year', gt: 2000 },
        { field: 'topic', in: ['x', 'maths'] },
      ],
    };
    const other = { and: [{ field: 'topic', in: ['maths', 'x', 'x'] }, { not: { not: { field: 'year', gt: 2000 } } }] };
    const [left, right, third] = await Promise.all(
      [one, other, one.and[0]].map((where) => post('/v1/search', { query: 'engines', filter: { where } })),
    );
    expect(left.headers.get('etag')).toBe(right.headers.get('etag'));
    expect(left.headers.get('etag')).not.toBe(third.headers.get('etag'));
    expect(await left.text()).toBe(await right.text());
  });

  it.each([
    ['engines year:2001', 'a'],
    ['engines year:>2000', 'a b'],
    ['engines year:1990..2001', 'a d'],
    ['engines topic:"A. B."', 'b'],
    ['engines -tags:x', 'c d'],
    ['engines day:2021-05', 'b'],
    ['engines tags:z OR tags:y', 'a c'],
    ['engines year:soon', 'a b c d'],
    ['engines year:', 'a b c d'],
    ['engines Year:2001', 'a b c d'],
  ])('reads %s in a query', async (query, expected) => {
    const { hits } = await search(index, query);
    expect(
      hits
        .map(({ id }) => id)
        .sort()
        .join(' '),
    ).toBe(expected);
  });

  it('shows the values that are asked for, in hits and in documents', async () => {
    const all = { day: '2020-05-01', tags: ['x', 'y'], topic: 'maths', year: 2001 };
    const { hits } = await search(index, 'rank', { fields: true });
    expect(hits[0].fields).toEqual(all);
    expect((await search(index, 'rank', { fields: ['year', 'meta.lang'] })).hits[0].fields).toEqual({ year: 2001 });
    expect((await search(index, 'rank')).hits[0]).not.toHaveProperty('fields');
    const read = await fetchDocuments(index, ['a', 'd', 'none'], { fields: ['year', 'topic'] });
    expect(read.documents.map(({ fields }) => fields)).toEqual([
      { topic: 'maths', year: 2001 },
      { topic: 'true', year: 1999.5 },
      undefined,
    ]);
    expect(await (await post('/v1/fetch', { ids: ['a', 'd', 'none'], fields: ['topic', 'year'] })).json()).toEqual(
      read,
    );
    const one = (await (await fetch(`${server.url}/v1/documents/a?fields=true`)).json()) as { document: object };
    expect(one.document).toMatchObject({ fields: all });
  });

  it.each([
    [
      '/v1/search',
      { query: 'x', filter: { where: { field: 'yeer', eq: 1 } } },
      { field: 'yeer', didYouMean: ['year'] },
    ],
    ['/v1/search', { query: 'x', filter: { where: { field: 'year', eq: 'x' } } }, { field: 'year', type: 'number' }],
    ['/v1/search', { query: 'x', filter: { where: { field: 'day', gt: 'x' } } }, { field: 'day', type: 'date' }],
    ['/v1/search', { query: 'x', filter: { where: { field: 'tags', gt: 'x' } } }, { field: 'tags', type: 'set' }],
    ['/v1/search', { query: 'x', filter: { where: 'year>3' } }, { field: 'filter.where' }],
    ['/v1/search', { query: 'x', fields: ['topics'] }, { field: 'topics', didYouMean: ['topic'] }],
    [
      '/v1/grep',
      { pattern: 'x', filter: { where: { field: 'yeer', eq: 1 } } },
      { field: 'yeer', didYouMean: ['year'] },
    ],
    ['/v1/fetch', { ids: ['a'], fields: ['topics'] }, { field: 'topics', didYouMean: ['topic'] }],
  ])('refuses at %s %j', async (path, body, facts) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: object };
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', facts });
  });

  it('answers the filters of WikiChat, whose collections have such', async () => {
    const ids = async (...filters: readonly (readonly [field: string, type: string, value: unknown])[]) => {
      const search_filters = filters.map(([field_name, filter_type, field_value]) => ({
        field_name,
        filter_type,
        field_value,
      }));
      const response = await post('/wikichat/typed', { query: 'engines', num_blocks: 10, search_filters });
      const [answer] = (await response.json()) as { results: { id: string }[] }[];
      return (
        answer?.results
          .map(({ id }) => id)
          .sort()
          .join(' ') ?? response.status
      );
    };
    expect(await ids(['year', 'gt', 2000])).toBe('a b');
    expect(await ids(['year', 'gt', 2000], ['topic', 'eq', 'maths'])).toBe('a');
    expect(await ids(['day', 'lte', '2020-05-01'])).toBe('a');
    const refused = await post('/wikichat/typed', {
      query: 'engines',
      search_filters: [{ field_name: 'yeer', filter_type: 'gt', field_value: 2000 }],
    });
    expect(refused.status).not.toBe(200);
    expect(await refused.json()).toEqual({ detail: 'search_filters cannot ask for yeer gt' });
  });

  it('lists its fields', async () => {
    const fields = [
      { name: 'day', type: 'date', documents: 2, values: 2 },
      { name: 'meta.lang', type: 'keyword', documents: 1, values: 1 },
      { name: 'tags', type: 'set', documents: 3, values: 3 },
      { name: 'topic', type: 'keyword', documents: 4, values: 3 },
      { name: 'year', type: 'number', documents: 3, values: 3 },
    ];
    const { indexes } = (await (await fetch(`${server.url}/v1/indexes`)).json()) as { indexes: object[] };
    expect(indexes[0]).toMatchObject({ fields });
    expect(JSON.parse(runProgram(['inspect', directory, '--json']).out)).toMatchObject({ fields });
    expect(runProgram(['inspect', directory]).out).toMatch(/field year +number, 3 documents, 3 values/);
  });

  it('is whole', () => {
    expect(runProgram(['check', directory, '--quiet'])).toMatchObject({ code: 0 });
  });
});

describe('the build of typed fields', () => {
  it('tells values that are none by their count and the first of them, and keeps the documents', () => {
    const { result } = build('told', ...flagsOf(['year:number', 'meta:keyword']));
    expect(result).toMatchObject({
      skipped: 0,
      fields: [
        { name: 'meta', type: 'keyword', documents: 0, invalid: 1 },
        {
          ...{ name: 'year', type: 'number', documents: 3, invalid: 1 },
          first: { code: 'FIELD_INVALID', message: expect.stringContaining('corpus.jsonl line 3') },
        },
      ],
    });
  });

  it('gives one index to one declaration in any order, and another to another', () => {
    const ids = [
      flagsOf(FIELDS),
      flagsOf([...FIELDS].reverse()),
      flagsOf(FIELDS.slice(1)),
      flagsOf([...FIELDS.slice(1), 'year:keyword']),
      [],
    ].map((flags, i) => build(`order-${i}`, ...flags).result.id);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
  });

  it('is that of the library', async () => {
    const { result } = build('flags', '--field', 'year:number');
    const directory = join(folder, 'library');
    const built = await buildIndex({ inputs: [input], directory, encoder: 'none', typedFields: { year: 'number' } });
    expect(built.id).toBe(result.id);
  });

  it('leaves an index without fields without them', () => {
    const { directory } = build('untyped');
    const inspected = JSON.parse(runProgram(['inspect', directory, '--json']).out);
    expect(inspected).not.toHaveProperty('fields');
    const { code, err } = runProgram(['search', directory, 'engines', '--where', 'year>2000']);
    expect(code).toBe(2);
    expect(err).toContain('the index has no typed fields');
  });

  it('reads front matter as it reads JSON', () => {
    const pages = join(folder, 'pages');
    mkdirSync(pages);
    writeFileSync(
      join(pages, 'one.md'),
      '---\nyear: 2001\ntags: [a, b]\ndraft: true\nday: 2020-01-02\n---\nOne page.\n',
    );
    writeFileSync(join(pages, 'two.md'), '+++\nyear = 1.5\ntags = ["b"]\nday = 2021-03-04\n+++\nTwo pages.\n');
    const directory = join(folder, 'front');
    const flags = flagsOf(['year:number', 'tags:set', 'draft:keyword', 'day:date']);
    expect(runProgram(['index', pages, '--out', directory, ...USUAL, ...flags]).code).toBe(0);
    const found = (where: string) =>
      JSON.parse(runProgram(['search', directory, 'page', '--json', '--where', where]).out).hits.map(
        ({ id }: { id: string }) => id,
      );
    expect(found('year>=2000')).toEqual(['one.md']);
    expect(found('year<2')).toEqual(['two.md']);
    expect(found('tags=a')).toEqual(['one.md']);
    expect(found('draft=true')).toEqual(['one.md']);
    expect(found('day>2020')).toEqual(['two.md']);
  });

  it.each([
    [['--field', 'yeer:number'], 'no document has a field \\"yeer\\"'],
    [['--field', 'year:integer'], 'there is no type'],
    [['--field', 'year'], 'NAME:TYPE'],
    [['--field', 'year:number', '--field', 'year:date'], 'declared twice'],
  ])('refuses %j', (flags, message) => {
    const { code, err } = runProgram(['index', input, '--out', join(folder, 'none'), ...USUAL, ...flags]);
    expect(code).toBe(2);
    expect(err).toContain('SETTING_INVALID');
    expect(err).toContain(message);
  });

  it('is tried by a dry run', () => {
    const { code, out } = runProgram([
      'index',
      input,
      '--out',
      join(folder, 'dry'),
      '--dry-run',
      ...USUAL,
      '--field',
      'year:number',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out).fields).toMatchObject([{ name: 'year', documents: 3, invalid: 1 }]);
  });
});
