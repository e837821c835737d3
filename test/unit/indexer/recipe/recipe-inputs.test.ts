import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareInputs } from '../../../../indexer/recipe/recipe-inputs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const write = (name: string, text: string) => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const compare = (...inputs: Parameters<typeof compareInputs>[0][number][]) =>
  compareInputs(inputs, folder, join(folder, 'out'));

describe('the inputs of a recipe', () => {
  it('are files with their size and hash, in the order of the recipe', () => {
    write('b.jsonl', 'bb');
    write('a.jsonl', 'a');
    const found = compare(
      { file: 'b.jsonl', url: 'u', licence: 'MIT' },
      { file: 'a.jsonl', bytes: 1, sha256: sha256('a') },
    );
    expect(found.paths).toEqual([join(folder, 'b.jsonl'), join(folder, 'a.jsonl')]);
    expect(found.origins).toEqual([
      { file: 'b.jsonl', bytes: 2, sha256: sha256('bb'), url: 'u', licence: 'MIT' },
      { file: 'a.jsonl', bytes: 1, sha256: sha256('a') },
    ]);
  });

  it('are folders with the hash of the list that sha256sum prints of what is read in them', () => {
    const pages = { 'a.md': 'one', 'a/b.md': 'two', 'é.md': 'three', '\u{1d49c}.md': 'four', '\uff41.md': 'five' };
    for (const [name, text] of Object.entries(pages)) write(`pages/${name}`, text);
    write('pages/picture.png', 'not read');
    write('pages/.hidden.md', 'not read');
    write('pages/new\nline.md', 'six');
    const lines = Object.entries(pages).map(([name, text]) => ({ name, line: `${sha256(text)}  ${name}\n` }));
    lines.push({ name: 'new\nline.md', line: `\\${sha256('six')}  new\\nline.md\n` });
    lines.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    const [origin] = compare({ file: 'pages' }).origins;
    expect(origin.sha256).toBe(sha256(lines.map(({ line }) => line).join('')));
    expect(origin.bytes).toBe(Buffer.byteLength(`${Object.values(pages).join('')}six`));
  });

  it('that have another size are refused before anything is hashed', () => {
    write('a.jsonl', 'a');
    write('b.jsonl', 'b');
    expect(() =>
      compare({ file: 'a.jsonl', sha256: sha256('x') }, { file: 'b.jsonl', bytes: 7, url: 'https://b' }),
    ).toThrow(
      expect.objectContaining({
        code: 'RECIPE_INPUT_DIFFERS',
        message: `${join(folder, 'b.jsonl')} has 1 bytes, and the recipe expects 7; the recipe says where to get it: https://b`,
        facts: { file: join(folder, 'b.jsonl'), input: 'b.jsonl', expected: 7, found: 1, url: 'https://b' },
      }),
    );
  });

  it('that have another hash are refused with both hashes', () => {
    write('a.jsonl', 'a');
    expect(() => compare({ file: 'a.jsonl', sha256: sha256('x') })).toThrow(
      expect.objectContaining({
        code: 'RECIPE_INPUT_DIFFERS',
        facts: { file: join(folder, 'a.jsonl'), input: 'a.jsonl', expected: sha256('x'), found: sha256('a') },
      }),
    );
  });

  it('that are missing are refused with where to get them', () => {
    expect(() => compare({ file: 'gone.xml', url: 'https://example.org/gone.xml' })).toThrow(
      expect.objectContaining({
        code: 'INPUT_MISSING',
        message: expect.stringContaining('the recipe says where to get gone.xml: https://example.org/gone.xml'),
      }),
    );
    expect(() => compare({ file: 'gone.xml' })).toThrow(expect.objectContaining({ code: 'INPUT_MISSING' }));
  });

  it('of which one is a device are refused', () => {
    symlinkSync('/dev/null', join(folder, 'null'));
    expect(() => compare({ file: 'null' })).toThrow(expect.objectContaining({ code: 'INPUT_MISSING' }));
  });

  it('are told from themselves after a change', () => {
    write('a.jsonl', 'a');
    const found = compare({ file: 'a.jsonl' });
    expect(() => found.checkUnchanged()).not.toThrow();
    write('a.jsonl', 'b');
    utimesSync(join(folder, 'a.jsonl'), 1, 1);
    expect(() => found.checkUnchanged()).toThrow(expect.objectContaining({ code: 'INPUT_CHANGED' }));
  });

  it('tell how far their comparison is', () => {
    write('a.jsonl', 'aaa');
    write('pages/b.md', 'b');
    const told: object[] = [];
    const inputs = [{ file: 'a.jsonl' }, { file: 'pages' }];
    compareInputs(inputs, folder, join(folder, 'out'), (progress) => told.push({ ...progress }));
    expect(told).toEqual([
      { files: 0, bytes: 3, totalBytes: 4 },
      { files: 1, bytes: 4, totalBytes: 4 },
    ]);
  });
});
