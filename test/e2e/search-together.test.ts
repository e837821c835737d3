/** One search of several indexes from the terminal. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COLLECTIONS = {
  shore: ['A limpet on the rock of the shore.', 'The tide leaves the rock.', 'Kelp on a rock.'],
  web: ['The moon pulls the tide.', 'A rock in the sea, and a tide that covers it.'],
};
const directories: string[] = [];

beforeAll(() => {
  const folder = temporaryFolder();
  for (const [name, texts] of Object.entries(COLLECTIONS)) {
    const input = join(folder, `${name}.jsonl`);
    writeFileSync(input, texts.map((text, id) => `${JSON.stringify({ id: `${name}-${id}`, text })}\n`).join(''));
    const directory = join(folder, name);
    expect(runProgram(['index', input, '--out', directory, '--encoder', 'none', '--quiet']).code).toBe(0);
    directories.push(directory);
  }
});

const search = (query: string, ...flags: string[]) =>
  runProgram(['search', directories[0], query, '--and', directories[1], ...flags]);

describe('stillweb search --and', () => {
  it('fuses the hits of all by their ranks, and names the index of each in every format', () => {
    const { indexes, found, hits } = JSON.parse(search('rock tide', '--json', '--k', '4').out);
    expect(indexes.map(({ name }: { name: string }) => name)).toEqual(['shore', 'web']);
    expect(found.map(({ index }: { index: string }) => index)).toEqual(['shore', 'web']);
    const places = hits.map(
      ({ rank, id, index }: { rank: number; id: string; index: { name: string; id: string } }) => [
        String(rank),
        id,
        `${index.name}@${index.id}`,
      ],
    );
    expect(new Set(places.map(([, , index]: string[]) => index)).size).toBe(2);
    const rows: Record<string, string>[] = parse(search('rock tide', '--format', 'csv', '--k', '4').out, {
      columns: true,
    });
    expect(rows.map(({ rank, id, index }) => [rank, id, index])).toEqual(places);
    const lines = search('rock tide', '--format', 'jsonl', '--k', '4').out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(hits.map((hit: object) => ({ query: 'rock tide', ...hit })));
    const shown = search('rock tide', '--k', '4').out;
    expect(shown).toMatch(/\(shore, score \d+\)/);
    const [shore, web] = indexes.map(({ name, id }: { name: string; id: string }) => `${name}@${id}`);
    expect(shown).toContain(`Indexes ${shore}, ${web}`);
    expect(search('rock tide', '--format', 'md', '--k', '4').out).toContain(`Indexes \`${shore}\`, \`${web}\``);
  });

  it('takes no more of an index than its budget, and says which had nothing', () => {
    const { hits } = JSON.parse(search('rock', '--json', '--budget', 'shore=1').out);
    expect(hits.filter(({ index }: { index: { name: string } }) => index.name === 'shore')).toHaveLength(1);
    expect(search('kelp').out).toContain('web: no hits.');
  });

  it('leaves out in all of them what a list names', () => {
    const list = join(temporaryFolder(), 'block.txt');
    writeFileSync(list, 'id: web-1\nid: shore-0\n');
    const { hits } = JSON.parse(search('rock', '--json', '--block', list).out);
    expect(hits.map(({ id }: { id: string }) => id).sort()).toEqual(['shore-1', 'shore-2']);
  });

  it.each([
    [['--budget', 'shore'], 'the name of an index, an equals sign'],
    [['--budget', 'shore=0'], 'a number of hits from 1 to 10000'],
    [['--budget', 'shore=-1'], 'a number of hits from 1 to 10000'],
    [['--budget', 'shore=1', '--budget', 'shore=2'], '--budget names shore twice'],
    [['--explain'], '--and cannot be combined with --explain'],
    [['--device', 'auto'], '--and cannot be combined with --device'],
    [['--budget', 'sea=1'], 'sea'],
  ])('refuses %j', (flags, said) => {
    const { code, err } = search('rock', ...flags);
    expect([code, err.includes(said)], err).toEqual([2, true]);
  });

  it('tells how two indexes of one name are searched, and does so', () => {
    const { code, err } = runProgram(['search', directories[0], 'rock', '--and', directories[0]]);
    expect([code, err]).toEqual([2, expect.stringContaining('give one of the two another name')]);
    expect(err).not.toContain('named in facts');
    const { out } = runProgram(['search', directories[0], 'rock', '--and', `x=${directories[0]}`, '--json']);
    expect(JSON.parse(out).indexes.map(({ name }: { name: string }) => name)).toEqual(['shore', 'x']);
  });

  it('is what a budget needs', () => {
    expect(runProgram(['search', directories[0], 'rock', '--budget', 'shore=1'])).toMatchObject({ code: 2 });
  });
});
