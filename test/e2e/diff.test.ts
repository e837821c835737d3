import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../src/library/serve.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let served: Served;
const place = (name: string) => join(folder, name);
const WORDS = ['moon', 'tide', 'kelp', 'harbour', 'spring', 'sea'];

beforeAll(async () => {
  folder = temporaryFolder();
  const documents = Array.from({ length: 60 }, (_, i) => ({
    _id: `d${i}`,
    text: Array.from({ length: 5 + (i % 4) }, (_, j) => WORDS[(i * (j + 2) + j) % WORDS.length]).join(' '),
  }));
  const lines = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeFileSync(place('all.jsonl'), lines(documents));
  writeFileSync(place('most.jsonl'), lines(documents.filter((_, i) => i % 7 !== 3)));
  writeFileSync(place('topics.tsv'), 'q1\tmoon tide\nq2\t"kelp harbour" sea\nq3\tspring\nq4\tnowhere\n');
  for (const name of ['all', 'most']) {
    const built = runProgram([
      'index',
      place(`${name}.jsonl`),
      '--out',
      place(name),
      '--encoder',
      'none',
      '--quiet',
      '--threads',
      '1',
    ]);
    expect(built.code, built.err).toBe(0);
  }
  served = await serve(place('all'), { port: 0 });
});
afterAll(() => served.close());

const USUAL = ['--quiet', '--json', '--per-topic'];

function diff(ours: string, theirs: string, ...flags: string[]) {
  const ran = runProgram(['diff', ours, theirs, ...flags, ...USUAL]);
  expect(ran.code, ran.err).toBe(0);
  return JSON.parse(ran.out);
}

describe('stillweb diff', () => {
  const topics = () => ['--topics', place('topics.tsv')];

  it('finds an index and itself equal', () => {
    expect(diff(place('all'), place('all'), ...topics())).toMatchObject({ topics: 4, equal: 4, rbo: 1, tau: 1 });
  });

  it('tells for each topic where two indexes begin to differ', () => {
    const { topics: count, equal, rbo, perTopic } = diff(place('all'), place('most'), ...topics(), '-k', '20');
    expect([count, equal]).toEqual([4, 1]);
    expect(rbo).toBeLessThan(1);
    expect(perTopic.map((each: { topic: string }) => each.topic)).toEqual(['q1', 'q2', 'q3', 'q4']);
    expect(perTopic[3]).toMatchObject({ ours: 0, theirs: 0, rbo: 1, tau: null, firstDifference: null });
  });

  // A server in a thread of this process would not answer while a child is waited for.
  it('compares files: runs by topics, and traces by queries', () => {
    const run = (rows: readonly string[]) => rows.map((id, i) => `q1 Q0 ${id} ${i + 1} ${10 - i} t\n`).join('');
    writeFileSync(place('a.run'), run(['x', 'y', 'z']));
    writeFileSync(place('b.run'), `${run(['x', 'z', 'y'])}q2 Q0 x 1 1 t\n`);
    expect(diff(place('a.run'), place('b.run'))).toMatchObject({
      ...{ topics: 2, equal: 0, missing: [1, 0] },
      perTopic: [
        { topic: 'q1', firstDifference: 2, tau: expect.closeTo(1 / 3, 12) },
        { topic: 'q2', rbo: 0, firstDifference: 1 },
      ],
    });
    const call = (query: string, hits: readonly string[]) =>
      `${JSON.stringify({ call: 1, kind: 'search', request: { queries: [query] }, hits: [hits] })}\n`;
    writeFileSync(place('a.jsonl'), call('moon tide', ['x', 'y', 'x']) + call('kelp', ['z']));
    writeFileSync(place('b.jsonl'), call('kelp', ['z']) + call('moon tide', ['x', 'y']));
    expect(diff(place('a.jsonl'), place('b.jsonl'))).toMatchObject({ topics: 2, equal: 2 });
    expect(diff(place('a.jsonl'), place('all'), ...topics())).toMatchObject({ topics: 4, missing: [3, 0] });
  });

  it('draws the same picture each time', () => {
    const pictures = ['1.svg', '2.svg'].map((name) => {
      diff(place('all'), place('most'), ...topics(), '--svg', place(name));
      return readFileSync(place(name), 'utf8');
    });
    expect(pictures[1]).toBe(pictures[0]);
    expect(pictures[0]).toMatch(/^<svg .*Overlap by depth.*Topics by rank-biased overlap/s);
  });

  it.each([
    ['no topics for an index', ['all', 'most'], 2, 'SETTING_INVALID'],
    ['a side that is not there', ['all', 'none', '--topics', 'topics.tsv'], 2, 'INPUT_MISSING'],
    ['a file that is no run', ['topics.tsv', 'topics.tsv'], 2, 'RUN_INVALID'],
    ['a run of other topics', ['other.run', 'all', '--topics', 'topics.tsv'], 2, 'RUN_INVALID'],
  ])('refuses %s', (_what, [ours, theirs, ...flags], code, name) => {
    writeFileSync(place('other.run'), 'q9 Q0 x 1 1 t\n');
    const paths = flags.map((flag) => (flag.startsWith('--') ? flag : place(flag)));
    const ran = runProgram(['diff', place(ours), place(theirs), ...paths, '--quiet']);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(new RegExp(`^${name}: `));
  });

  it.each(['0', '1'])('refuses a persistence of %s', (value) => {
    expect(runProgram(['diff', 'a', 'b', '--persistence', value]).code).toBe(2);
  });
});

describe('a server as a side', () => {
  it('answers as its index does, under an address that names it or not', async () => {
    const { openSide } = await import('../../src/cli/diff/open-side.ts');
    const options = { k: 20, token: null };
    const [index, server, named] = [
      await openSide(place('all'), options),
      await openSide(served.url, options),
      await openSide(`${served.url}/i/all/`, options),
    ];
    for (const text of ['moon tide', '"kelp harbour" sea', 'nowhere']) {
      const expected = await index.rank({ id: 'q', text });
      expect(await server.rank({ id: 'q', text })).toEqual(expected);
      expect(await named.rank({ id: 'q', text })).toEqual(expected);
    }
    await Promise.all([index, server, named].map((side) => side.close()));
  });

  it('that refuses is told with what it said', async () => {
    const { openSide } = await import('../../src/cli/diff/open-side.ts');
    const side = await openSide(`${served.url}/i/none`, { k: 20, token: null });
    await expect(side.rank({ id: 'q', text: 'moon' })).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      message: expect.stringContaining('INDEX_NOT_FOUND'),
    });
    await side.close();
  });
});
