import { describe, expect, it } from 'vitest';
import { findCycles, graphOf, type ImportGraph, listSources } from '../../support/import-graph.ts';

// Who may import whom in the indexer, as docs/architecture.md draws it; each folder may also import itself. Files at the top
// that a folder imports are listed; the others stand above all folders.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ingest: [],
  sources: ['ingest', 'graph', 'unit', 'kind-counts.ts'],
  recipe: ['ingest', 'sources', 'segment', 'unit', 'graph', 'build-settings.ts', 'kind-counts.ts'],
  change: ['ingest', 'sources', 'segment', 'unit', 'graph', 'build-settings.ts', 'curation.ts'],
  archive: ['ingest', 'sources', 'building-folder.ts'],
  'building-folder.ts': ['invert', 'unit', 'sources', 'copies'],
  'build-settings.ts': ['ingest', 'segment', 'graph', 'copies'],
  'curation.ts': ['ingest', 'copies', 'language', 'catalogue.ts'],
  copies: [],
  language: [],
  segment: [],
  threads: [],
  'collect-garbage.ts': [],
  'number-column.ts': [],
  'parallel-bytes.ts': [],
  'kind-counts.ts': ['ingest'],
  'field-columns.ts': ['ingest', 'number-column.ts'],
  'catalogue.ts': ['ingest', 'field-columns.ts', 'number-column.ts'],
  unit: ['ingest', 'segment', 'threads', 'copies', 'parallel-bytes.ts'],
  invert: ['unit', 'threads'],
  assemble: ['invert', 'unit', 'threads', 'copies', 'catalogue.ts'],
  graph: ['threads', 'collect-garbage.ts'],
  cells: ['graph', 'threads', 'collect-garbage.ts'],
};

/** Folder or top file of `indexer` or `src`: what stands at the second place of a path. */
function partOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** The same imports between parts, without those inside one part. */
function joinFolders(graph: ImportGraph): ImportGraph {
  const joined = new Map<string, string[]>();
  for (const [path, imports] of graph) {
    const part = partOf(path);
    const others = imports.filter((imported) => graph.has(imported) && partOf(imported) !== part).map(partOf);
    joined.set(part, [...new Set([...(joined.get(part) ?? []), ...others])]);
  }
  return joined;
}

function findBreaches(parts: ImportGraph): string[] {
  return [...parts].flatMap(([part, imports]) => {
    const name = part.replace('indexer/', '');
    const isFolder = !name.endsWith('.ts');
    if (!isFolder && !Object.hasOwn(MAY_IMPORT, name)) return [];
    const allowed = MAY_IMPORT[name];
    if (allowed === undefined) return [`${part} has no place in the order`];
    const below = imports.map((imported) => imported.replace('indexer/', ''));
    return below.filter((other) => !allowed.includes(other)).map((other) => `${other} is not below ${name}`);
  });
}

describe('the folders of the indexer', () => {
  const parts = joinFolders(graphOf(listSources('indexer')));

  it('import down their order', () => {
    expect(parts.size).toBeGreaterThan(10);
    expect(findBreaches(parts)).toEqual([]);
    expect(Object.keys(MAY_IMPORT).filter((name) => !parts.has(`indexer/${name}`))).toEqual([]);
  });

  it('make no circle, top files included', () => {
    expect(findCycles(parts)).toEqual([]);
  });
});

describe('the folders of src', () => {
  it('make no circle', () => {
    const parts = joinFolders(graphOf(listSources('src')));
    expect(parts.size).toBeGreaterThan(15);
    expect(findCycles(parts)).toEqual([]);
  });
});

describe('the order of folders', () => {
  it('shows a circle that no two files make', () => {
    const graph = new Map([
      ['indexer/unit/a.ts', ['indexer/invert/b.ts']],
      ['indexer/invert/b.ts', []],
      ['indexer/invert/c.ts', ['indexer/unit/d.ts', 'indexer/invert/b.ts', 'node:path']],
      ['indexer/unit/d.ts', []],
    ]);
    expect(findCycles(graph)).toEqual([]);
    expect(findCycles(joinFolders(graph))).toEqual(['indexer/unit → indexer/invert → indexer/unit']);
  });

  it.each([
    ['indexer/ingest', 'indexer/segment'],
    ['indexer/unit', 'indexer/invert'],
    ['indexer/segment', 'indexer/ingest'],
    ['indexer/graph', 'indexer/assemble'],
    ['indexer/assemble', 'indexer/build.ts'],
    ['indexer/catalogue.ts', 'indexer/unit'],
    ['indexer/other', 'indexer/unit'],
  ])('refuses %s importing %s', (part, imported) => {
    expect(findBreaches(new Map([[part, [imported]]]))).toHaveLength(1);
  });
});
