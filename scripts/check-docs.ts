/**
 * Asserts that the documents say what the code does: `npm run check` runs it after a build. Prints every fault as
 * `file:line: sentence`, and ends with 1 when there is one. The rules stand in scripts/docs/, one file each.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE } from '../src/errors.ts';
import * as limits from '../src/limits.ts';
import { readKeptFolder } from './bench/performance/kept-folder.ts';
import { performancePage } from './bench/performance/page.ts';
import { checkAdditions } from './docs/check-additions.ts';
import { checkComments, checkFileNames } from './docs/check-comments.ts';
import { checkContents } from './docs/check-contents.ts';
import { checkErrorTests } from './docs/check-errors.ts';
import { checkExamples } from './docs/check-examples.ts';
import { type CommandLike, checkFlags, describeCommands } from './docs/check-flags.ts';
import { checkFolders } from './docs/check-folders.ts';
import { checkLengths } from './docs/check-lengths.ts';
import { checkLinks } from './docs/check-links.ts';
import { checkMadePage } from './docs/check-made-page.ts';
import { checkPromises } from './docs/check-promises.ts';
import { checkRoutes, describeRoutes, type OpenApiLike } from './docs/check-routes.ts';
import { checkSkill } from './docs/check-skill.ts';
import { checkDependencies, checkErrors, checkLimits } from './docs/check-tables.ts';
import { type Finding, type MarkdownPage, parseMarkdown } from './docs/markdown.ts';
import { licencesPage } from './licences/licences-page.ts';
import { qualityPage } from './quality/page.ts';
import { readQuality } from './quality/stored.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const REQUIRED = [
  'CONTRIBUTING.md',
  'README.md',
  'corpus/README.md',
  'docs/README.md',
  'docs/api.md',
  'docs/architecture.md',
  'docs/clients.md',
  'docs/dependencies.md',
  'docs/errors.md',
  'docs/extending.md',
  'docs/performance.md',
  'docs/promises.md',
  'docs/retrieval-quality.md',
  'skills/stillweb/SKILL.md',
];

function listFiles(folder: string, ending: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  return paths.filter((path) => path.endsWith(ending)).sort();
}

const CODE = ['src', 'indexer', 'scripts', 'test'];
const CODE_ENDINGS = ['.ts', '.mjs'];

function listFolders(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
  return folders.flatMap((path) => {
    const below = listFolders(path);
    // An empty folder is not in the repository, and so not in the house.
    return below.length > 0 || readdirSync(join(ROOT, path)).length > 0 ? [path, ...below] : [];
  });
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function readDependencies(): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  return { ...dependencies, ...devDependencies };
}

async function checkCommandLine(pages: readonly MarkdownPage[]): Promise<Finding[]> {
  const file = 'src/cli/program.ts';
  const built = new URL('../src/cli/program.js', import.meta.url);
  if (!existsSync(built)) return [{ file, line: 1, sentence: 'is missing, so no flag can be checked' }];
  const { buildProgram } = (await import(built.href)) as { buildProgram(): Promise<CommandLike> };
  return checkFlags(pages, describeCommands(await buildProgram()));
}

/** As a server describes itself that serves nothing yet. */
async function checkServer(pages: readonly MarkdownPage[]): Promise<Finding[]> {
  const file = 'src/api/server.ts';
  const built = new URL('../src/api/server.js', import.meta.url);
  const dialects = new URL('../src/dialects/dialects.js', import.meta.url);
  if (!existsSync(built)) return [{ file, line: 1, sentence: 'is missing, so no route can be checked' }];
  const { createServer } = (await import(built.href)) as {
    createServer(
      options: object,
    ): Promise<{ app: { ready(): Promise<unknown>; swagger(): OpenApiLike }; close(): Promise<void> }>;
  };
  const server = await createServer({ dialects: (await import(dialects.href)).DIALECTS });
  await server.app.ready();
  const routes = describeRoutes(server.app.swagger());
  await server.close();
  return checkRoutes(pages, routes);
}

async function checkDocuments(): Promise<Finding[]> {
  const present = [...new Set([...REQUIRED, ...listFiles('docs', '.md'), ...listFiles('skills', '.md')])].filter(
    (path) => existsSync(join(ROOT, path)),
  );
  const pages = present.map((path) => parseMarkdown(path, read(path)));
  const on = (path: string, check: (page: MarkdownPage) => Finding[]): Finding[] => {
    const page = pages.find((each) => each.path === path);
    return page === undefined ? [{ file: path, line: 1, sentence: 'is missing' }] : check(page);
  };
  const code = CODE.flatMap((folder) => CODE_ENDINGS.flatMap((ending) => listFiles(folder, ending)));
  const sources = code.map((path) => ({ path, text: read(path) }));
  const exists = (path: string) => existsSync(join(ROOT, path));
  const tests = listFiles('test', '.test.ts').map((path) => ({ path, source: read(path) }));
  return [
    ...on('README.md', () => []),
    ...on('corpus/README.md', () => []),
    ...on('CONTRIBUTING.md', () => []),
    ...on('docs/README.md', () => []),
    ...on('docs/api.md', (page) => checkLimits(page, { ...limits })),
    ...on('docs/architecture.md', (page) => checkFolders(page, ['src', 'indexer'].flatMap(listFolders))),
    ...on('docs/architecture.md', (page) => checkAdditions(page, { sources, exists })),
    ...on('docs/dependencies.md', (page) => checkDependencies(page, readDependencies())),
    ...on('docs/errors.md', (page) => checkErrors(page, ERROR_CATALOGUE)),
    ...on('docs/extending.md', (page) => checkExamples(page, sources)),
    ...on('docs/performance.md', ({ path }) => {
      const expected = performancePage(readKeptFolder(join(ROOT, 'docs', 'performance')));
      return checkMadePage(path, read(path), expected, 'npm run performance makes of docs/performance/');
    }),
    ...on('docs/licences.md', ({ path }) => {
      const expected = licencesPage(JSON.parse(read('npm-shrinkwrap.json')));
      return checkMadePage(path, read(path), expected, 'node dist/scripts/licences.js makes of npm-shrinkwrap.json');
    }),
    ...on('docs/retrieval-quality.md', ({ path }) => {
      const expected = qualityPage(readQuality(join(ROOT, 'docs', 'quality')));
      return checkMadePage(path, read(path), expected, 'npm run quality makes of docs/quality/');
    }),
    ...on('docs/promises.md', (page) => checkPromises(page, tests)),
    ...checkComments(sources, code),
    ...checkFileNames(pages, code),
    ...checkErrorTests('src/error-catalogue.ts', Object.keys(ERROR_CATALOGUE), tests),
    ...checkLengths(pages),
    ...checkLinks(pages, exists),
    ...checkContents(pages),
    ...(await checkCommandLine(pages)),
    ...(await checkServer(pages)),
    ...listFiles('skills', 'SKILL.md').flatMap((path) => checkSkill(path, read(path))),
  ];
}

const findings = await checkDocuments();
for (const { file, line, sentence } of findings) console.log(`${file}:${line}: ${sentence}`);
process.exitCode = findings.length === 0 ? 0 : 1;
