import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkContents } from '../../../scripts/docs/check-contents.ts';
import { checkLinks } from '../../../scripts/docs/check-links.ts';
import { parseMarkdown } from '../../../scripts/docs/markdown.ts';
import { SOFTWARE_VERSION } from '../../../src/version.ts';
import { readSource } from '../../support/import-graph.ts';
import { ROOT } from '../../support/program.ts';

const names = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);
const paths = ['README.md', 'CONTRIBUTING.md', ...names.map((name) => `docs/${name.replaceAll('\\', '/')}`)];
const pages = paths.map((path) => parseMarkdown(path, readSource(path)));

describe('the book', () => {
  it('has no page that its table of contents does not lead to', () => {
    expect(pages.length).toBeGreaterThan(100);
    expect(checkContents(pages)).toEqual([]);
  });

  it('has no link that leads nowhere', () => {
    expect(checkLinks(pages, (path) => existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('runs every block of its tutorials, or compares it with what was printed', () => {
    const fences = pages.filter(({ path }) => path.startsWith('docs/tutorials/')).flatMap((page) => page.fences);
    expect(fences.length).toBeGreaterThan(40);
    expect(fences.filter(({ language, label }) => language !== 'sh' && label !== 'output')).toEqual([]);
  });
});

it('CITATION.cff cites this version, under the licence of the package', () => {
  const { license } = JSON.parse(readSource('package.json'));
  expect(parse(readSource('CITATION.cff'))).toMatchObject({
    'cff-version': '1.2.0',
    version: SOFTWARE_VERSION,
    license,
    authors: [{ name: 'The stillweb authors' }],
  });
});
