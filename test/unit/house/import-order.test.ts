import { describe, expect, it } from 'vitest';
import {
  findCycles,
  graphOf,
  type ImportGraph,
  listSources,
  readImports,
  readSource,
} from '../../support/import-graph.ts';

// Who may import whom, as docs/architecture.md draws it; each folder may also import itself.
const SHARED = [
  'src/errors.ts',
  'src/limits.ts',
  'src/version.ts',
  'src/worker-file.ts',
  'src/modules.ts',
  'src/registry.ts',
  'src/contract',
];
const STORED = ['src/store', 'src/format', 'src/bytes'];
const THREADS = ['src/task-failure.ts'];
const ANSWERING = ['src/retrieval', 'src/reading', 'src/grep', ...STORED, 'src/analysis', 'src/encoder', 'src/kernel'];
const BELOW_DOORS = ['src/experiment', 'src/serving', ...ANSWERING];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/error-catalogue.ts': [],
  'src/errors.ts': ['src/error-catalogue.ts'],
  'src/limits.ts': [],
  'src/version.ts': [],
  'src/worker-file.ts': [],
  'src/modules.ts': [],
  'src/registry.ts': [],
  'src/task-failure.ts': ['src/errors.ts', 'src/store'],
  'src/contract': [...SHARED, 'src/bytes'],
  'src/bytes': SHARED.filter((part) => part !== 'src/contract'),
  'src/kernel': [],
  'src/format': [...SHARED, 'src/bytes'],
  'src/wasm': [...SHARED, 'src/format', 'src/kernel'],
  'src/store': [...SHARED, ...STORED, 'src/wasm', 'src/kernel'],
  'src/analysis': [...SHARED, 'src/bytes'],
  'src/outbound': SHARED,
  'src/encoder': [...SHARED, 'src/format', 'src/analysis', 'src/outbound', 'src/wasm', 'src/kernel'],
  'src/retrieval': [...SHARED, ...STORED, 'src/analysis', 'src/encoder', 'src/wasm', 'src/kernel'],
  'src/reading': [...SHARED, ...STORED, 'src/analysis'],
  'src/grep': [...SHARED, ...STORED, 'src/analysis'],
  'src/evaluation': [...SHARED, 'src/format', 'src/outbound', 'src/bytes'],
  'src/client': ['src/errors.ts', 'src/limits.ts', 'src/contract'],
  'src/benchmark': [...SHARED, ...BELOW_DOORS, 'src/api', 'src/evaluation'],
  'src/intercept': [...SHARED, 'src/api', 'src/dialects', 'src/bytes'],
  'src/serving': [...SHARED, ...THREADS, ...ANSWERING],
  'src/cluster': [...SHARED, 'src/serving', ...ANSWERING],
  'src/experiment': [...SHARED, 'src/serving', ...ANSWERING, 'src/evaluation'],
  'src/dialects': [...SHARED, ...BELOW_DOORS],
  'src/mcp': [...SHARED, ...BELOW_DOORS],
  'src/plots': [...SHARED, 'src/experiment', 'src/bytes'],
  'src/page': [...SHARED, 'src/plots', 'src/experiment', 'src/serving', 'src/bytes'],
  'src/api': [...SHARED, ...BELOW_DOORS, 'src/page', 'src/dialects', 'src/mcp'],
  'src/library': [
    ...SHARED,
    ...BELOW_DOORS,
    'src/cluster',
    'src/dialects',
    'src/mcp',
    'src/api',
    'src/evaluation',
    'indexer',
  ],
  'src/index.ts': [
    ...SHARED,
    ...BELOW_DOORS,
    'src/cluster',
    'src/dialects',
    'src/mcp',
    'src/api',
    'src/evaluation',
    'src/library',
    'indexer',
  ],
  'src/cli': [
    ...SHARED,
    ...BELOW_DOORS,
    'src/cluster',
    'src/dialects',
    'src/mcp',
    'src/api',
    'src/evaluation',
    'src/benchmark',
    'src/intercept',
    'src/library',
    'src/plots',
    'indexer',
  ],
  indexer: [...SHARED, ...THREADS, ...ANSWERING, 'src/wasm'],
};
const FORBIDDEN_PACKAGES: readonly (readonly [string, RegExp, string])[] = [
  ['src/format', /^(node:)?fs(\/|$)/, 'a structure is bytes, not files'],
  ['src/store', /^(node:)?fs(\/|$)/, 'the file system is reached through file-system.ts'],
  ['src/retrieval', /^(node:)?fs(\/|$)/, 'the file system is reached through src/store/file-system.ts'],
  ['indexer', /^(node:)?fs(\/|$)/, 'the file system is reached through src/store/file-system.ts'],
  ['src/retrieval', /fastify/, 'retrieval knows no server'],
  ['src/serving', /fastify/, 'serving is what every door uses, HTTP or not'],
  ['src/dialects', /fastify/, 'a dialect is shapes, and the HTTP server mounts it'],
  ['src/page', /fastify/, 'a page is markup, and the HTTP server sends it'],
  ['src/kernel', /./, 'a kernel imports nothing'],
  ['src/client', /^node:/, 'a client runs in browsers too'],
];

/** The house's parts: `indexer`, a folder of `src`, or a file at its top. */
function partOf(path: string): string {
  const [top, second] = path.split('/');
  return top === 'src' ? `src/${second}` : top;
}

function findBreaches(graph: ImportGraph): string[] {
  return [...graph].flatMap(([path, imports]) => {
    const part = partOf(path);
    if (!Object.hasOwn(MAY_IMPORT, part)) return [`${path}: ${part} has no place in the order`];
    return imports.flatMap((imported) => {
      const reason = /^(src|indexer|scripts|test)\//.test(imported)
        ? refuseFile(path, imported)
        : FORBIDDEN_PACKAGES.find(
            ([folder, name]) => part === folder && name.test(imported) && path !== 'src/store/file-system.ts',
          )?.[2];
      return reason ? [`${path} imports ${imported}: ${reason}`] : [];
    });
  });
}

function refuseFile(path: string, imported: string): string | null {
  const part = partOf(path);
  const target = partOf(imported);
  if (target !== part) return MAY_IMPORT[part].includes(target) ? null : `${target} is not below ${part}`;
  const joins =
    path === 'src/dialects/dialects.ts' ||
    imported === 'src/dialects/dialect.ts' ||
    imported.startsWith('src/dialects/parts/');
  return part === 'src/dialects' && !joins ? 'one dialect never imports another' : null;
}

/** The parts of the drawing in docs/architecture.md, and what each may import: lines `PARTS ─► PARTS` and `GROUP = PARTS`. */
function readDrawing(page: string): Map<string, Set<string>> {
  const groups = new Map<string, readonly string[]>([['nothing', []]]);
  const expand = (names: string): string[] =>
    names.split(',').flatMap((each) => {
      const name = each.trim();
      return groups.get(name) ?? [name === 'indexer' ? name : `src/${name}`];
    });
  for (const [, name, members] of page.matchAll(/^([A-Z]+) += (.+)$/gm)) groups.set(name, expand(members));
  return new Map(
    [...page.matchAll(/^([A-Za-z-]+(?:, [A-Za-z-]+)*) +─► (.+)$/gm)].flatMap(([, parts, imported]) =>
      expand(parts).map((part) => [part, new Set(expand(imported)).add(part)] as const),
    ),
  );
}

const withEnding = (part: string) => (Object.hasOwn(MAY_IMPORT, `${part}.ts`) ? `${part}.ts` : part);

describe('the drawing of docs/architecture.md', () => {
  const [, section] = readSource('docs/architecture.md').split('\n## Who may import whom\n');
  const drawn = readDrawing(section.split('\n## ')[0]);

  it('has every part of the house, and no other', () => {
    expect([...drawn.keys()].map(withEnding).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.keys(MAY_IMPORT))('says what %s may import', (part) => {
    const imported = drawn.get(part.replace(/\.ts$/, '')) ?? [];
    expect([...imported].map(withEnding).sort()).toEqual([...new Set([...MAY_IMPORT[part], part])].sort());
  });
});

describe('the imports of src and indexer', () => {
  const graph = graphOf([...listSources('src'), ...listSources('indexer')]);

  it('go down the order of the architecture', () => {
    expect(graph.size).toBeGreaterThan(20);
    expect(findBreaches(graph)).toEqual([]);
  });

  it('make no circle, type imports included', () => {
    expect(findCycles(graph)).toEqual([]);
  });
});

describe('the reading of imports', () => {
  it('finds every form of import and no comment', () => {
    const source = `import a from './a.ts';
import {
  type B,
  c,
} from "../other/c.ts";
import './side.ts';
export { d } from './d.ts';
export type * from './e.ts';
const f = await import('./f.ts');
let g: import('./g.ts').G;
// import h from './h.ts';
/** import i from './i.ts'; */
import { readFile } from 'node:fs/promises';`;
    expect(readImports('src/format/x.ts', source)).toEqual([
      'src/format/a.ts',
      'src/other/c.ts',
      'src/format/side.ts',
      'src/format/d.ts',
      'src/format/e.ts',
      'src/format/f.ts',
      'src/format/g.ts',
      'node:fs/promises',
    ]);
  });

  it.each([
    ['src/store/a.ts', 'src/retrieval/b.ts'],
    ['src/retrieval/a.ts', 'indexer/build.ts'],
    ['src/dialects/a.ts', 'src/mcp/b.ts'],
    ['src/dialects/serper.ts', 'src/dialects/tavily.ts'],
    ['src/store/a.ts', 'node:fs'],
    ['indexer/a.ts', 'node:fs/promises'],
    ['src/format/a.ts', 'node:fs'],
    ['src/format/a.ts', 'node:fs/promises'],
    ['src/retrieval/a.ts', '@fastify/swagger'],
    ['src/serving/a.ts', 'fastify'],
    ['src/serving/a.ts', 'src/api/b.ts'],
    ['src/serving/a.ts', 'src/experiment/b.ts'],
    ['src/experiment/a.ts', 'src/dialects/b.ts'],
    ['src/dialects/a.ts', 'fastify'],
    ['src/kernel/a.ts', 'src/errors.ts'],
    ['src/kernel/a.ts', 'node:os'],
    ['indexer/a.ts', 'src/serving/b.ts'],
    ['src/client/a.ts', 'node:fs'],
    ['src/client/a.ts', 'src/bytes/b.ts'],
    ['src/library/a.ts', 'src/client/b.ts'],
    ['src/errors.ts', 'src/limits.ts'],
    ['src/api/a.ts', 'test/support/b.ts'],
  ])('refuses %s importing %s', (path, imported) => {
    expect(findBreaches(new Map([[path, [imported]]]))).toEqual([
      expect.stringContaining(`${path} imports ${imported}`),
    ]);
  });

  it('refuses a folder that has no place in the order', () => {
    expect(findBreaches(new Map([['src/utils/a.ts', []]]))).toHaveLength(1);
  });

  it('finds circles of any length', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a', 'node:fs']],
      ['d', ['c']],
    ]);
    expect(findCycles(graph)).toEqual(['a → b → c → a']);
    expect(findCycles(new Map([['a', ['a']]]))).toEqual(['a → a']);
    expect(findCycles(new Map([['a', ['b']]]))).toEqual([]);
  });
});
