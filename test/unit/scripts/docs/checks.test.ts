import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { checkContents } from '../../../../scripts/docs/check-contents.ts';
import { checkFlags, describeCommands, readCalls } from '../../../../scripts/docs/check-flags.ts';
import { checkFolders } from '../../../../scripts/docs/check-folders.ts';
import { checkLengths } from '../../../../scripts/docs/check-lengths.ts';
import { checkLinks } from '../../../../scripts/docs/check-links.ts';
import { checkDependencies, checkErrors, checkLimits, parseQuantity } from '../../../../scripts/docs/check-tables.ts';
import { type Finding, parseMarkdown } from '../../../../scripts/docs/markdown.ts';
import type { ErrorEntry } from '../../../../src/errors.ts';

const page = (path: string, ...lines: string[]) => parseMarkdown(path, lines.join('\n'));
const say = (findings: readonly Finding[]) =>
  findings.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`);

describe('the page of errors', () => {
  const entry: ErrorEntry = { http: 404, exit: 2, retry: 'never', fix: 'x' };
  const catalogue = { GONE: entry, BROKEN: { ...entry, http: 500, exit: 1 as const } };
  const head = ['| Code | HTTP | Exit | Retry |', '|---|---|---|---|'];

  it('may list every code once with its numbers', () => {
    const good = page('e.md', ...head, '| `GONE` | 404 | 2 | never |', '| `BROKEN` | `500` | 1 | never |');
    expect(checkErrors(good, catalogue)).toEqual([]);
  });

  it('is faulted for codes that lack, are strange, stand twice, or have other numbers', () => {
    const bad = page(
      'e.md',
      ...head,
      '| `GONE` | 400 | 1 | later |',
      '| `GONE` | 404 | 2 | never |',
      '| `OLD` | 400 | 1 | x |',
    );
    expect(say(checkErrors(bad, catalogue))).toEqual([
      'e.md:1: does not list the error code BROKEN',
      'e.md:4: lists the error code GONE twice',
      'e.md:5: src/error-catalogue.ts has no error code OLD',
      'e.md:3: http of GONE is 404, not 400',
      'e.md:3: exit of GONE is 2, not 1',
      'e.md:3: retry of GONE is never, not later',
    ]);
  });

  it('is faulted for a table without the column HTTP', () => {
    const bad = page('e.md', '| Code |', '|---|', '| `GONE` |', '| `BROKEN` |');
    expect(say(checkErrors(bad, catalogue))).toContain('e.md:3: the table of GONE has no column http');
  });
});

describe('the page of dependencies', () => {
  const pinned = { fastify: '5.0.0', '@a/b-c': '1.2.3' };

  it('may list each package with its pinned version', () => {
    const good = page(
      'd.md',
      '| Package | Version | Why |',
      '|---|---|---|',
      '| `fastify` | 5.0.0 | x |',
      '| `@a/b-c` | 1.2.3 | |',
    );
    expect(checkDependencies(good, pinned)).toEqual([]);
  });

  it('is faulted for other versions, and packages that lack or are gone', () => {
    const bad = page('d.md', '| Package | Version |', '|---|---|', '| `fastify` | 5.0.1 |', '| `left-pad` | 1.0.0 |');
    expect(say(checkDependencies(bad, pinned))).toEqual([
      'd.md:1: does not list the package @a/b-c',
      'd.md:4: package.json has no package left-pad',
      'd.md:3: version of fastify is 5.0.0, not 5.0.1',
    ]);
  });
});

describe('the table of limits', () => {
  const limits = { MAX_K: 1000, MAX_BODY_BYTES: 4 * 1024 * 1024, DRAIN_TIMEOUT_MS: 10_000 };
  const head = ['| Limit | Constant | Value |', '|---|---|---|'];

  it('may write values with separators and units', () => {
    const good = page(
      'a.md',
      ...head,
      '| k | `MAX_K` | 1,000 |',
      '| body | `MAX_BODY_BYTES` | 4 MiB |',
      '| drain | `DRAIN_TIMEOUT_MS` | 10 s |',
    );
    expect(checkLimits(good, limits)).toEqual([]);
  });

  it('is faulted for other values, names that are gone, a lacking column and a lacking table', () => {
    const bad = page(
      'a.md',
      ...head,
      '| k | `MAX_K` | 100 |',
      '| x | `MAX_X` | 1 |',
      '| body | `MAX_BODY_BYTES` | 4 MB |',
    );
    expect(say(checkLimits(bad, limits))).toEqual([
      'a.md:3: MAX_K is 1000, not 100',
      'a.md:4: src/limits.ts has no MAX_X',
      'a.md:5: MAX_BODY_BYTES is 4194304, not 4 MB',
    ]);
    const columns = page('a.md', '| Constant | Size |', '|---|---|', '| `MAX_K` | 1,000 |');
    expect(say(checkLimits(columns, limits))).toEqual(['a.md:3: the table of MAX_K has no column Value']);
    expect(checkLimits(page('a.md', '# API'), limits)).toHaveLength(1);
  });

  it.each([
    ['8,192 bytes', 8192],
    ['`16 KiB`', 16_384],
    ['1 GiB', 2 ** 30],
    ['5 s', 5000],
    ['2 min', 120_000],
    ['250 ms', 250],
    ['about 5', Number.NaN],
    ['', Number.NaN],
  ])('reads %s as %d', (text, quantity) => {
    expect(parseQuantity(text)).toBe(quantity);
  });
});

describe('links', () => {
  const exists = (path: string) => ['README.md', 'docs', 'docs/a.md', 'docs/img/x y.png', 'src/a.ts'].includes(path);
  const readme = page(
    'README.md',
    '# Top',
    '[a](docs/a.md#one) [b](docs/) [c](#top) [d](https://x.org/y#z) [e](mailto:a@b.c)',
  );

  it('may lead to files, folders, headings and other hosts', () => {
    const a = page(
      'docs/a.md',
      '# One',
      '[r](../README.md#top) [s](../src/a.ts#L10) [t](img/x%20y.png) [u](./a.md) [v](..)',
    );
    expect(checkLinks([readme, a], exists)).toEqual([]);
  });

  it('are faulted for files that are not there, headings that are not there, and ways out of the repository', () => {
    const a = page(
      'docs/a.md',
      '# Two',
      '[r](b.md)',
      '[s](../../x.md) [t](/docs/a.md)',
      '[u](../README.md#bottom) [v](#one)',
    );
    expect(say(checkLinks([readme, a], exists))).toEqual([
      'README.md:2: docs/a.md has no heading #one',
      'docs/a.md:2: b.md leads nowhere',
      'docs/a.md:3: ../../x.md leads nowhere',
      'docs/a.md:3: /docs/a.md leads nowhere',
      'docs/a.md:4: README.md has no heading #bottom',
      'docs/a.md:4: docs/a.md has no heading #one',
    ]);
  });
});

describe('the table of contents', () => {
  const contents = page('docs/README.md', '[a](a.md#x) [b](b/c.md) [r](../README.md)');
  const a = page('docs/a.md', '[d](d.md)');

  it('leads to every page of the book, through others too', () => {
    expect(checkContents([contents, a, page('docs/b/c.md', '[d](../d.md)'), page('docs/d.md', '')])).toEqual([]);
  });

  it('is faulted for pages to which nothing leads but what is outside, or themselves', () => {
    const outside = page('README.md', '[e](docs/e.md)');
    const faults = say(
      checkContents([contents, outside, page('docs/e.md', '[e](e.md) [f](f.md)'), page('docs/f.md', '')]),
    );
    expect(faults).toEqual([
      'docs/e.md:1: no way leads here from docs/README.md',
      'docs/f.md:1: no way leads here from docs/README.md',
    ]);
  });
});

describe('the page of architecture', () => {
  const folders = ['src/bytes', 'src/encoder', 'src/encoder/static', 'indexer/ingest'];

  it('may name folders in a tree or by their path', () => {
    const good = page(
      'a.md',
      '```',
      'src/          x',
      '  bytes/      y',
      '  encoder/    z',
      '    static/',
      'test/  unit/',
      '  unit/',
      '```',
      'and `indexer/ingest/`, `src/`, `src/x.ts`',
    );
    expect(checkFolders(good, folders)).toEqual([]);
  });

  it('is faulted for folders that it does not name and that are not there', () => {
    const bad = page(
      'a.md',
      '```text',
      '├── src/',
      '│   ├── bytes/',
      '│   └── utils/',
      '└── indexer/',
      '    └── ingest/',
      '```',
      '`indexer/old/`',
    );
    expect(say(checkFolders(bad, folders))).toEqual([
      'a.md:1: does not name the folder src/encoder/',
      'a.md:1: does not name the folder src/encoder/static/',
      'a.md:4: there is no folder src/utils/',
      'a.md:8: there is no folder indexer/old/',
    ]);
  });
});

describe('flags', () => {
  const program = new Command('stillweb').option('--quiet', 'say less');
  program.command('serve').alias('host').option('-p, --port <n>', 'port').option('--no-color', 'plain');
  program.command('run').option('--trace <file>', 'record');
  const commands = describeCommands(program);

  it('are those of the program, global and built-in ones included', () => {
    const good = page(
      'r.md',
      '```sh',
      '$ STILLWEB_X=1 npx stillweb serve DIR --port 1 --quiet \\',
      '    --no-color | grep --color x',
      'stillweb host --help # --not-a-flag',
      'stillweb run --trace t -- agent --other',
      '```',
      '```json',
      'stillweb serve --nonsense',
      '```',
      '`stillweb serve [--port N]`, `--unknown`, `stillweb`, `stillweb index.json`',
    );
    expect(checkFlags([good], commands)).toEqual([]);
  });

  it('and commands that the program does not have are faulted where they stand', () => {
    const bad = page(
      'r.md',
      '`stillweb srve DIR`',
      '',
      '```bash',
      'true && stillweb serve \\',
      '  --prot 1',
      '```',
      '| `stillweb run a\\|b (--seed N)` |',
    );
    expect(say(checkFlags([bad], commands))).toEqual([
      'r.md:1: there is no command stillweb srve',
      'r.md:7: stillweb run has no flag --seed',
      'r.md:4: stillweb serve has no flag --prot',
    ]);
  });

  it('are read from each call of a line', () => {
    expect(readCalls('stillweb serve --port 0 && echo --x; stillweb run --trace t')).toEqual([
      { command: 'serve', flags: ['--port'] },
      { command: 'run', flags: ['--trace'] },
    ]);
    expect(readCalls('my-stillweb serve --x')).toEqual([]);
  });
});

describe('lengths', () => {
  const lines = (count: number) => Array.from({ length: count }, () => 'x');
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

  it('are bounded in lines for the README, in words for decisions, and for no other page', () => {
    const table = Array.from({ length: 99 }, () => `| ${words(9)} |`);
    const decision = page(
      'docs/decisions/a.md',
      ...table,
      '',
      words(750),
      `${words(100)} — *`,
      '```',
      words(50),
      '```',
    );
    expect(checkLengths([page('README.md', ...lines(200)), decision])).toEqual([]);
    expect(checkLengths([page('docs/api.md', ...lines(999), words(999))])).toEqual([]);
    expect(say(checkLengths([page('README.md', ...lines(201)), page('docs/decisions/a.md', words(851))]))).toEqual([
      'README.md:201: has 201 lines; at most 200 are allowed',
      'docs/decisions/a.md:1: has 851 words; at most 850 are allowed',
    ]);
  });
});
