import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { grep, type Index, openIndex } from '../../src/index.ts';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { HANDBOOK, hashTree, PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = [
  {
    _id: 'shore/limpet',
    title: 'Limpet',
    text: 'A limpet holds on to rock.\nThe tide goes out.',
    url: 'https://shore.example/limpet',
  },
  { _id: 'Kelp', title: 'Kelp\tforest', text: 'Kelp sways.\nC++ is no kelp (f(x)).', date: '2020-01-02' },
  { _id: 'kelp', title: '', text: 'kelp, again\r\nand Kelp' },
];

describe('greps from every door', () => {
  let folder: string;
  let directory: string;
  beforeAll(() => {
    folder = temporaryFolder();
    directory = join(folder, 'shore');
    const input = join(folder, 'shore.jsonl');
    writeFileSync(input, DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
    const built = runProgram(['index', input, '--out', directory, '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
  });

  it('print as ripgrep does, and end with 1 where nothing matches', () => {
    const run = (...args: string[]) => runProgram(['grep', directory, ...args]);
    expect(run('kelp')).toMatchObject({ code: 0, out: 'Kelp:2:C++ is no kelp (f(x)).\nkelp:1:kelp, again \n' });
    expect(run('f(x)').out).toBe('Kelp:2:C++ is no kelp (f(x)).\n');
    expect(run('KELP', '-i', '-c').out).toBe('Kelp:2\nkelp:2\n');
    expect(run('k[a-z]+p\\b', '-e', '-l').out).toBe('Kelp\nkelp\n');
    expect(run('C', '-w')).toMatchObject({ code: 1, out: '' });
    expect(run('C++', '-w').code).toBe(0);
    expect(run('tide', '-B', '1').out).toBe(
      'shore/limpet-1-A limpet holds on to rock.\nshore/limpet:2:The tide goes out.\n',
    );
    expect(run('e', '--limit', '2').out.split('\n')).toHaveLength(3);
    expect(run('kelp', '--site', 'shore.example').code).toBe(1);
    expect(run('kelp', '--after', '2020-01-02', '-l').out).toBe('Kelp\n');
    expect(run('kelp', '--id', 'kelp', '-l').out).toBe('kelp\n');
    expect(run('no such text')).toMatchObject({ code: 1, out: '' });
    expect(run('(', '-e')).toMatchObject({ code: 2, err: expect.stringContaining('PATTERN_INVALID') });
    expect(run('kelp', '--after', 'never')).toMatchObject({ code: 2, err: expect.stringContaining('INVALID_REQUEST') });
  });

  it('give over HTTP, from the library and from the terminal the same answer, page by page', async () => {
    await using index: Index = await openIndex(directory);
    const server: ServerProcess = await startProcess(
      PROGRAM,
      'serve',
      directory,
      '--port',
      '0',
      '--json',
      '--log',
      'off',
      '--workers',
      '1',
    );
    try {
      const ask = async (body: object) => {
        const headers = { 'content-type': 'application/json' };
        return await fetch(`${server.url}/v1/grep`, { method: 'POST', headers, body: JSON.stringify(body) });
      };
      const options = { ignoreCase: true, linesAfter: 1, limit: 2 };
      const first = await ask({ pattern: 'kelp', ...options });
      const tag = first.headers.get('etag') as string;
      const text = await first.text();
      expect(first.status).toBe(200);
      expect(
        await (await ask({ limit: 2, linesAfter: 1, ignoreCase: true, pattern: 'kelp', regexp: false })).text(),
      ).toBe(text);
      const page = JSON.parse(text);
      expect(page).toEqual(await grep(index, 'kelp', options));
      expect(page).toMatchObject({ scanned: 2, documents: 3, cutLines: 0, next: expect.any(String) });
      const second = await ask({ pattern: 'kelp', ...options, cursor: page.next });
      const rest = JSON.parse(await second.text());
      expect(rest).toMatchObject({ scanned: 1, next: null });
      const all = [...page.matches, ...rest.matches].map(({ id, line }: { id: string; line: number }) => [id, line]);
      expect(all).toEqual([
        ['Kelp', 1],
        ['Kelp', 2],
        ['kelp', 1],
        ['kelp', 2],
      ]);
      const printed = runProgram(['grep', directory, 'kelp', '-i', '-A', '1', '--limit', '2', '--json']);
      expect(JSON.parse(printed.out)).toMatchObject({ index: page.index, matches: page.matches });

      const headers = { 'content-type': 'application/json', 'if-none-match': tag };
      const body = JSON.stringify({ pattern: 'kelp', ...options });
      expect((await fetch(`${server.url}/v1/grep`, { method: 'POST', headers, body })).status).toBe(304);

      const refused = async (fields: object) => JSON.parse(await (await ask(fields)).text()).error.code;
      expect(await refused({ pattern: '(', regexp: true })).toBe('PATTERN_INVALID');
      expect(await refused({ pattern: 'sea', cursor: page.next })).toBe('CURSOR_INVALID');
      expect(await refused({ pattern: 'sea', cursor: 'x' })).toBe('CURSOR_INVALID');
      expect(await refused({ pattern: 'a\nb' })).toBe('INVALID_REQUEST');
      const pinned = await ask({ pattern: 'kelp', index: `shore@${'0'.repeat(32)}` });
      expect(pinned.status).toBe(409);
    } finally {
      server.child.kill('SIGTERM');
      await server.exited;
    }
  });

  it('have a folder of files beside them that holds every text byte for byte', () => {
    const out = join(folder, 'texts of shore');
    const run = () => runProgram(['export', directory, out, '--as', 'folder', '--quiet']);
    expect(run()).toMatchObject({ code: 0, out: '', err: '' });
    expect(readdirSync(join(out, 'texts')).sort()).toEqual(['Kelp.txt', 'kelp~2.txt', 'shore%2Flimpet.txt']);
    expect(readFileSync(join(out, 'texts', 'kelp~2.txt'), 'utf8')).toBe('kelp, again\r\nand Kelp');
    expect(readFileSync(join(out, 'index.tsv'), 'utf8')).toBe(
      'file\tid\turl\ttitle\n' +
        'texts/shore%2Flimpet.txt\tshore/limpet\thttps://shore.example/limpet\tLimpet\n' +
        'texts/Kelp.txt\tKelp\t\tKelp\\tforest\n' +
        'texts/kelp~2.txt\tkelp\t\t\n',
    );
    const before = hashTree(out);
    expect(run().code).toBe(0);
    expect(hashTree(out)).toEqual(before);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    expect(run()).toMatchObject({ code: 2, err: expect.stringContaining('notes.txt') });
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('export into no folder that something else has filled, and through no link', () => {
    const refused = (out: string) => {
      const ran = runProgram(['export', directory, out, '--quiet']);
      expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('EXPORT_NOT_OURS') });
    };
    refused(directory);
    refused(HANDBOOK);
    const out = join(folder, 'linked');
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(out);
    symlinkSync(join(elsewhere, 'made'), join(out, 'STILLWEB-EXPORT'));
    refused(out);
    const own = join(folder, 'own');
    expect(runProgram(['export', directory, own, '--quiet']).code).toBe(0);
    runProgram(['export', directory, own, '--quiet']);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
