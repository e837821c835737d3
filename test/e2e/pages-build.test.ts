import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { openIndex } from '../../src/store/open.ts';
import { docxParagraph, makeDocx } from '../support/made-docx.ts';
import { makePdf } from '../support/made-pdf.ts';
import { runProgram } from '../support/program.ts';
import { writeFolder, writeInput } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MENU = `<ul class="menu">${'<li><a href="/other">Departments</a></li>'.repeat(20)}</ul>`;
const WORDS = '<p>The harbour, which was built in three years, is still in use, and boats leave it every day.</p>';
const FOLDER = writeFolder({
  'a.html': `<title>Harbour</title>${MENU}<article>${WORDS.repeat(9)}</article>`,
  'b.md': '# B',
});

function build(...flags: string[]): { id: string; out: string } {
  const out = join(temporaryFolder(), 'index');
  const { code, err } = runProgram(['index', FOLDER, '--out', out, '--encoder', 'none', '--quiet', ...flags]);
  expect(code, err).toBe(0);
  return { id: openIndex(out).manifest.id, out };
}

function countMenus(out: string): number {
  return JSON.parse(runProgram(['grep', out, 'Departments', '--json']).out || '{"matches":[]}').matches?.length ?? 0;
}

describe('stillweb index', () => {
  it('reads a folder of HTML, reStructuredText, PDF and DOCX without a flag', () => {
    const folder = writeFolder({
      'a.html': '<p>one',
      'b.rst': 'Two\n===\n\ntwo',
      'c.pdf': makePdf({ pages: [['three']] }),
      'd.docx': makeDocx(docxParagraph('four')),
    });
    const out = join(temporaryFolder(), 'index');
    const { code, err } = runProgram(['index', folder, '--out', out, '--encoder', 'none', '--quiet']);
    expect(code, err).toBe(0);
    expect(openIndex(out).manifest.counts.documents).toBe(4);
    expect(runProgram(['search', out, 'three', '--k', '1']).out).toContain('c.pdf');
  }, 60_000);
});

/** Has Node find none of the packages that read PDF and DOCX. */
const WITHOUT_PACKAGES = `--import ${writeInput(
  'hook.mjs',
  `import { register } from 'node:module';
  const hook = \`export async function resolve(name, context, next) {
    if (!/^(unpdf|mammoth)/.test(name)) return next(name, context);
    throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' });
  }\`;
  register('data:text/javascript,' + encodeURIComponent(hook));`,
)}`;

describe('stillweb index where no package reads PDF', () => {
  const run = (...flags: string[]) => {
    const env = { ...process.env, NODE_OPTIONS: WITHOUT_PACKAGES };
    const out = join(temporaryFolder(), 'index');
    return runProgram(['index', ...flags, '--out', out, '--encoder', 'none', '--quiet'], { env });
  };
  const folder = writeFolder({
    'a.md': '# A',
    'b.pdf': makePdf({ pages: [['b']] }),
    'c.pdf': makePdf({ pages: [['c']] }),
    'd.docx': makeDocx(docxParagraph('d')),
  });

  it('reads the rest of a folder, and tells the command that installs each package once', () => {
    const { code, out, err } = run(folder);
    expect(code, err).toBe(0);
    expect(err.match(/npm install unpdf@/g)).toHaveLength(1);
    expect(err.match(/npm install mammoth@/g)).toHaveLength(1);
    expect(out).toContain('3 records were left out: 3 READER_MISSING.');
  }, 60_000);

  it('ends where the PDF was named', () => {
    const { code, err } = run(join(folder, 'b.pdf'));
    expect(code).toBe(1);
    expect(err).toContain('READER_MISSING');
  }, 60_000);
});

describe('stillweb index --html', () => {
  it('takes the article by default, and all of a page when it is told so, into indexes of other ids', () => {
    const [main, again, all] = [build(), build('--html', 'main'), build('--html', 'all')];
    expect(again.id).toBe(main.id);
    expect(all.id).not.toBe(main.id);
    expect(countMenus(main.out)).toBe(0);
    expect(countMenus(all.out)).toBeGreaterThan(0);
    expect(openIndex(all.out).manifest.provenance.html).toBe('all');
    expect(runProgram(['inspect', main.out]).out).toMatch(/HTML +main/);
  }, 60_000);

  it('refuses another word, and so does the library', async () => {
    const directory = join(temporaryFolder(), 'index');
    expect(runProgram(['index', FOLDER, '--out', directory, '--html', 'some']).code).toBe(2);
    const options = { inputs: [FOLDER], directory, encoder: 'none', html: 'some' as 'main' };
    await expect(buildIndex(options)).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    const { id } = await buildIndex({ ...options, html: 'all' });
    expect(id).toBe(build('--html', 'all').id);
  }, 60_000);
});
