import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/library/ask.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { runProgram } from '../support/program.ts';
import { writeFolder, writeInput } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTINGS = { encoder: 'none', threads: 1 } as const;

/** The answer to a fetch, as bytes. */
async function fetchText(directory: string, id: string): Promise<string> {
  await using index = await openIndex(directory);
  const request = { ids: [id], offset: 0, maxChars: 1000 };
  const { body } = await index.service.answer({ kind: 'fetch', request, isSingle: true });
  return Buffer.from(body).toString();
}

describe('numbers of a record', () => {
  const directory = join(temporaryFolder(), 'ix');
  const numbers = ['1234567890123456789', '-9007199254740993', '1.10', '1E5', '1e400', '-0', '0.0', '1.5', '42'];
  beforeAll(async () => {
    const record = `{"id":"a","text":"a post","links":[1234567890123456789],"n":[${numbers}],"m":{"deep":[{"x":1.20}]}}`;
    const input = writeInput('a.jsonl', `${record}\n{"id":7.0,"text":"another","date":1704412800.0}\n`);
    await buildIndex({ ...SETTINGS, inputs: [input], directory });
  });

  it('come back in answers as the collection gave them, at any depth', async () => {
    expect(await fetchText(directory, 'a')).toContain(
      `"metadata":{"links":[1234567890123456789],"m":{"deep":[{"x":1.20}]},"n":[${numbers}]}}`,
    );
  });

  it('are ids and dates where they stand for whole numbers', async () => {
    expect(JSON.parse(await fetchText(directory, '7')).document).toMatchObject({ id: '7', date: '2024-01-05' });
  });

  it('pass the checks of an index', () => {
    expect(runProgram(['check', directory, '--quiet'])).toMatchObject({ code: 0 });
  });
});

describe('a build', () => {
  it('counts empty documents and dates that it cannot read, and stops at neither', () => {
    const lines = [
      { id: '1', text: 'a', date: '01/02/2024' },
      { id: '2', text: '' },
      { id: '3', title: ' ', contents: '\n' },
      { id: '4', text: 'b', date: 'January 5, 2024' },
      { id: '5', text: 'c', metadata: { date: 'soon' } },
    ];
    const input = writeInput('a.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const directory = join(temporaryFolder(), 'ix');
    const planned = runProgram(['index', input, '--out', directory, '--dry-run', '--json']);
    expect(JSON.parse(planned.out)).toMatchObject({ documents: 3, skipped: 2, empty: 2, undated: 2 });
    const built = runProgram(['index', input, '--out', directory, '--encoder', 'none', '--quiet']);
    expect(built.code).toBe(0);
    expect(built.out).toContain('2 documents have neither title nor text and were left out.');
    expect(built.out).toContain('2 dates could not be read and stay in the metadata.');
    expect(built.err).toContain('skipped  DOCUMENT_EMPTY');
  });

  it('that finds empty documents only has nothing to index', () => {
    const input = writeInput('a.jsonl', '{"id":"1","text":" "}\n');
    const { code, err } = runProgram(['index', input, '--out', join(temporaryFolder(), 'ix'), '--quiet']);
    expect([code, err]).toEqual([2, expect.stringContaining('INPUT_EMPTY')]);
  });

  it.each([
    ['corpus.jsonl', 'queries.jsonl'],
    ['corpus.jsonl.gz', 'queries.jsonl'],
    ['nested/corpus.jsonl', 'nested/queries.jsonl.gz'],
  ])('of a folder with %s and %s passes over the queries and the judgments', async (corpus, queries) => {
    const packed = (name: string, text: string) => (name.endsWith('.gz') ? gzipSync(text) : text);
    const folder = writeFolder({
      [corpus]: packed(corpus, '{"_id":"d1","text":"a lantern"}\n'),
      [queries]: packed(queries, '{"_id":"q1","text":"lantern"}\n'),
      [join(dirname(corpus), 'qrels', 'test.jsonl')]: '{"_id":"q2","text":"lantern"}\n',
      'other/queries.jsonl': '{"_id":"d2","text":"queries beside no corpus are documents"}\n',
    });
    const directory = join(temporaryFolder(), 'ix');
    const result = await buildIndex({ ...SETTINGS, inputs: [folder], directory });
    expect(result).toMatchObject({ counts: { documents: 2 }, topics: 2, ignored: 2 });
  });
});

describe('hosts of documents', () => {
  const directory = join(temporaryFolder(), 'ix');
  beforeAll(async () => {
    const urls = [
      'https://bücher.example/a',
      'https://xn--bcher-kva.example/b',
      'https://evil.example\\@good.example/c',
      'good.example/go?to=http://evil.example/d',
      'https://shop.good.example./e',
    ];
    const lines = urls.map((url, i) => `${JSON.stringify({ id: 'abcde'[i], text: 'word', url })}\n`);
    await buildIndex({ ...SETTINGS, inputs: [writeInput('a.jsonl', lines.join(''))], directory });
  });

  it.each([
    ['bücher.example', ['a', 'b']],
    ['XN--BCHER-KVA.example', ['a', 'b']],
    ['good.example', ['e']],
    ['evil.example', ['c']],
  ])('%s finds %j, by filter and by operator', async (site, ids) => {
    await using index = await openIndex(directory);
    const byFilter = await search(index, 'word', { filter: { sites: [site] }, collapse: false });
    expect(byFilter.hits.map(({ id }) => id)).toEqual(ids);
    const byOperator = await search(index, `word site:${site}`, { collapse: false });
    expect(byOperator.hits.map(({ id }) => id)).toEqual(ids);
  });
});

describe('an evaluation', () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'ix');
  const evaluate = (qrels: string) => {
    writeFileSync(join(folder, 'topics.tsv'), 'q1\tlantern\nq2\tkelp\n');
    writeFileSync(join(folder, 'qrels.txt'), qrels);
    const flags = ['--topics', join(folder, 'topics.tsv'), '--qrels', join(folder, 'qrels.txt'), '--quiet'];
    return runProgram(['eval', directory, ...flags]);
  };
  beforeAll(async () => {
    const input = writeInput('a.jsonl', '{"id":"d1","text":"a lantern"}\n{"id":"d2","text":"kelp"}\n');
    await buildIndex({ ...SETTINGS, inputs: [input], directory });
  });

  it.each([
    ['t1 0 d1 1\nt2 0 d2 1\n', 'none of the 2 topics of'],
    ['q1 0 x1 1\nq1 0 x2 1\n', 'none of the 2 documents that'],
    ['t1 0 x1 1\n', 'none of the 2 topics of'],
  ])('with judgments of another set is refused: %j', (qrels, message) => {
    const { code, err, out } = evaluate(qrels);
    expect([code, err, out]).toEqual([2, expect.stringContaining(`QRELS_INVALID: ${message}`), '']);
  });

  it('says how many judged documents the index lacks', () => {
    expect(evaluate('q1 0 d1 1\nq1 0 x1 1\nq2 0 x2 1\n').out).toContain('3 judged, 2 of them not in the index');
  });
});

it('a terminal gets no control characters of ids, titles, texts and names', () => {
  const evil = '\u001b]0;owned\u0007\u202e\u009b31m';
  const record = { id: `i${evil}`, title: `t${evil}`, text: `word ${evil}`, url: `http://u/${evil}` };
  const input = writeInput('a.jsonl', `${JSON.stringify(record)}\n${JSON.stringify(record)}\n`);
  const directory = join(temporaryFolder(), `x${evil}`);
  const built = runProgram(['index', input, '--out', directory, '--encoder', 'none', '--on-error', 'skip', '--quiet']);
  const searched = runProgram(['search', directory, 'word', '--explain']);
  const asJson = runProgram(['search', directory, 'word', '--json']);
  const others = ['check', 'inspect'].map((command) => runProgram([command, directory]));
  for (const { out, err } of [built, searched, asJson, ...others]) {
    expect(out + err).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069](?<!\n)/u);
  }
  expect(searched.out).toContain('t\\u001b]0;owned\\u0007\\u202e\\u009b31m');
  expect(JSON.parse(asJson.out).hits[0].title).toBe(record.title);
  expect(built.err).toContain('DUPLICATE_ID');
});
