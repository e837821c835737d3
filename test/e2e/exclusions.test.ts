import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_EXCLUDED_STRING_BYTES, MAX_EXCLUDED_STRINGS, MAX_EXCLUSION_CHARACTERS } from '../../src/limits.ts';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const THIRTEEN = 'which river seen from the old temple hill freezes first in a cold';
const RECORDS = [
  { _id: 'answer', text: `It asked: ${THIRTEEN.toUpperCase()} winter? The Emajõgi.`, url: 'https://a.example/1' },
  { _id: 'host', text: 'A river on a host.', url: 'https://sub.bench.example/x' },
  { _id: 'page', text: 'A river below a folder.', url: 'https://a.example/data/2' },
  { _id: 'named', text: 'A river by its id.' },
  { _id: 'short', text: 'A river is a canary—bird.' },
  { _id: 'left', text: 'A river that may stay, by a cold canary, a bird.', url: 'https://a.example/database' },
];
const LIST = `# the benchmark\nbench.example\nhttps://a.example/data/*\nid: named\ntext: seen ${THIRTEEN}\ntext: Canary bird`;
const USUAL = ['--encoder', 'none', '--quiet', '--json', '--threads', '1'];

let folder: string;
let corpus: string;
let list: string;
beforeAll(() => {
  folder = temporaryFolder();
  corpus = lines('corpus.jsonl', RECORDS);
  list = write('list.txt', LIST);
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function lines(name: string, records: readonly object[]): string {
  return write(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

const build = (name: string, ...flags: string[]) =>
  runProgram(['index', ...flags, '--out', join(folder, name), ...USUAL]);
describe('an exclusion of a request', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    if (build('none', corpus).code !== 0) throw new Error('no index');
    // Mostly blanks, so that they are soon read.
    const long = Array.from({ length: 3 }, (_, i) => ({ _id: `big${i}`, text: `ocean${' '.repeat(12_000_000)}ocean` }));
    const records = lines('big.jsonl', [...long, { _id: 'sea', text: 'ocean sea' }]);
    if (build('big', records).code !== 0) throw new Error('no index');
    const directories = [join(folder, 'none'), join(folder, 'big')];
    server = await startProcess(
      PROGRAM,
      'serve',
      ...directories,
      '--port',
      '0',
      '--json',
      '--log',
      'off',
      '--workers',
      '1',
    );
  });
  afterAll(async () => {
    server.child.kill('SIGTERM');
    await server.exited;
  });

  const post = (body: object) =>
    fetch(`${server.url}/v1/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'river', ...body }),
    });

  it('is answered as the index without those documents is, and is part of the ETag', async () => {
    const filter = {
      excludeSites: ['bench.example'],
      excludeUrls: ['https://a.example/data/*'],
      excludeIds: ['named'],
      excludeStrings: [`seen ${THIRTEEN}`, 'Canary bird'],
    };
    const answer = await post({ filter });
    const { hits } = (await answer.json()) as { hits: { id: string }[] };
    expect(hits.map(({ id }) => id)).toEqual(['left']);
    const other = await post({ filter: { ...filter, excludeStrings: ['Canary birds'] } });
    expect(other.headers.get('etag')).not.toBe(answer.headers.get('etag'));
    const listed = runProgram(['search', join(folder, 'none'), 'river', '--json', '--block', list]);
    expect(JSON.parse(listed.out).hits.map(({ id }: { id: string }) => id)).toEqual(['left']);
    expect(runProgram(['grep', join(folder, 'none'), 'river', '-l', '--block', list]).out.trim()).toBe('left');
  });

  it('is refused beyond its limits, with the field and the limit', async () => {
    const refusal = async (filter: object, rest = {}) => {
      const answer = await post({ filter, ...rest });
      return { status: answer.status, ...((await answer.json()) as { error: object }).error };
    };
    const refused = { status: 400, code: 'INVALID_REQUEST' };
    const texts = (count: number) => Array.from({ length: count }, (_, i) => `text ${i}`);
    expect(await refusal({ excludeStrings: texts(MAX_EXCLUDED_STRINGS + 1) })).toMatchObject(refused);
    expect((await post({ filter: { excludeStrings: texts(MAX_EXCLUDED_STRINGS) } })).status).toBe(200);
    const long = 'x'.repeat(MAX_EXCLUDED_STRING_BYTES);
    expect((await post({ filter: { excludeStrings: [long] } })).status).toBe(200);
    expect(await refusal({ excludeStrings: [long, 'y'] })).toMatchObject({
      ...refused,
      facts: { field: 'filter.excludeStrings', limit: MAX_EXCLUDED_STRING_BYTES },
    });
    expect(await refusal({ excludeUrls: ['a.example'] })).toMatchObject({
      ...refused,
      message: expect.stringContaining('filter.excludeUrls.0'),
    });
    // The texts of the documents that hold the words have more characters than are compared.
    const ocean = await refusal({ excludeStrings: ['ocean'] }, { index: 'big' });
    expect(ocean).toMatchObject({ ...refused, facts: { documents: 4, limit: MAX_EXCLUSION_CHARACTERS } });
    expect((await post({ index: 'big', filter: { excludeStrings: ['ocean sea'] } })).status).toBe(200);
  });
});
