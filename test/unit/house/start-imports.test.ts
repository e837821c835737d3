import { describe, expect, it } from 'vitest';
import { listSources, readLoads, readSource } from '../../support/import-graph.ts';

// Each module costs a start about half a millisecond, and some packages have hundreds. No clock is asked: what is loaded is
// counted. An import that Node does only when it comes to it is not followed.

interface Loaded {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** All that Node loads when it loads these files. Files of the repository, and packages by the name written. */
function load(...starts: readonly string[]): Loaded {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const loaded of readLoads(path, readSource(path))) {
      if (/^(src|indexer)\//.test(loaded)) waiting.push(loaded);
      else if (!loaded.startsWith('node:')) packages.add(loaded);
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

describe('a start of the program', () => {
  const { files, packages } = load('src/cli/main.ts');

  it('loads the parser of the command line and no other package, and no command', () => {
    expect(packages).toEqual(['commander']);
    expect(files.length).toBeLessThan(30);
    expect(files.filter((path) => /^(src\/cli\/commands|indexer)\//.test(path))).toEqual([]);
  });

  it('loads with a command no index, no encoder, no server and nothing of a build but its settings', () => {
    const commands = listSources('src/cli/commands');
    const all = load('src/cli/main.ts', ...commands).files;
    expect(all.length).toBeLessThan(87);
    expect(all.filter((path) => /^(src\/(encoder|wasm|kernel|reading|serving|dialects)|indexer)\//.test(path))).toEqual(
      [
        'indexer/copies/copy-choice.ts',
        'indexer/graph/graph-choice.ts',
        'indexer/ingest/format-names.ts',
        'indexer/ingest/html-choice.ts',
        'indexer/least-memory.ts',
      ],
    );
    expect(all).not.toContain('src/store/open.ts');
    expect(all).not.toContain('src/retrieval/searcher.ts');
  });
});

describe('what a search of the terminal loads', () => {
  const { files, packages } = load(
    'src/cli/main.ts',
    'src/cli/commands/search.ts',
    'src/library/open-searcher.ts',
    'src/store/open.ts',
    'src/library/reranker-settings.ts',
  );

  it('is neither Apache Arrow nor the schemas of the API, nor what only some indexes need', () => {
    expect(files).toContain('src/format/document-block.ts');
    expect(packages).toEqual(['commander', 'punycode/punycode.js', 'stemmer']);
  });

  it('is no GPU, no model and nothing that writes an index', () => {
    expect(files.filter((path) => /\/gpu\/|publish|durable|cross-encoder|max-sim|token-reader/.test(path))).toEqual([
      'src/retrieval/gpu/device-choice.ts',
      'src/retrieval/gpu/device-report.ts',
    ]);
    expect(files.length).toBeLessThan(250);
  });
});

describe('a build, before it has seen a file', () => {
  const { files, packages } = load('indexer/build.ts', 'indexer/change-index.ts', 'src/cli/run-index.ts');

  it('has loaded no package that only some formats need', () => {
    expect(packages).toEqual(['fzstd', 'piscina', 'punycode/punycode.js', 'stemmer', 'xxhash-wasm']);
  });

  it('has loaded nothing that searches, which its proof needs, and nothing that reads recipes', () => {
    expect(files).toContain('indexer/ingest/readers.ts');
    expect(
      files.filter((path) => /searcher|search-pipeline|prove-build|recipe-build|html-|markdown-|wikitext/.test(path)),
    ).toEqual(['indexer/ingest/html-choice.ts']);
  });
});

describe('a thread that makes units', () => {
  it('has loaded of Apache Arrow the tables of a record batch alone', () => {
    const { packages } = load('indexer/unit/unit-worker.ts');
    expect(packages.filter((name) => name.startsWith('apache-arrow'))).toEqual(
      ['body-compression', 'body-compression-method', 'buffer', 'compression-type', 'field-node', 'record-batch'].map(
        (table) => `apache-arrow/fb/${table}`,
      ),
    );
  });
});

it('tells what is loaded at once from types and from what is loaded later', () => {
  const source = `import type { A } from './a.ts';
import { type B, c } from './c.ts';
import './side.ts';
export type { D } from './d.ts';
export { e } from './e.ts';
import {
  type F,
  g,
} from 'package';
const h = await import('./h.ts');
let i: import('./i.ts').I;`;
  expect(readLoads('src/x.ts', source)).toEqual(['src/c.ts', 'src/side.ts', 'src/e.ts', 'package']);
});
