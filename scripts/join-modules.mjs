// Joins the modules that programs load together, so that they start sooner: Node takes half a millisecond for each file.
//
// dist/ keeps a file for each module. One that was joined is a door to the file that holds it, so that all who import it, by whatever
// path, share one copy. docs/decisions/062-joined-modules.md
import { readFileSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

const JOINED = 'src/joined';

/**
 * What starts again and again, a process, a thread or a part of one: the modules that it loads whatever it is asked. What these import
 * belongs to it as well. What only some calls load is none of its own, or stays apart: a package of it would be loaded for nothing.
 */
const PROGRAMS = {
  search: [
    'src/cli/main.js',
    'src/cli/commands/search.js',
    'src/library/open-searcher.js',
    'src/library/reranker-settings.js',
    'src/store/open.js',
    'src/retrieval/stillweb-legs.js',
    'src/cli/found/print-found.js',
    'src/cli/found/text-lines.js',
    'src/cli/missing-words.js',
    'src/cli/terminal/colour.js',
    'src/cli/terminal/text-width.js',
  ],
  index: [
    'src/cli/main.js',
    'src/cli/commands/index.js',
    'src/cli/run-index.js',
    'src/cli/said-source.js',
    'src/store/output-folder.js',
    'indexer/segment/segment.js',
    'indexer/build.js',
    'indexer/assemble/files.js',
    'indexer/prove-build.js',
  ],
  change: ['src/cli/index-change.js', 'indexer/change-index.js', 'indexer/change/synced-collection.js'],
  units: ['indexer/unit/unit-worker.js'],
  shards: ['indexer/invert/shard-worker.js'],
  markdown: ['indexer/ingest/markdown-page.js', 'indexer/ingest/yaml-fields.js'],
  html: ['indexer/ingest/html-page.js', 'indexer/ingest/html-article.js'],
  serve: ['src/cli/main.js', 'src/cli/commands/serve.js', 'src/library/serve.js', 'src/api/drain.js'],
  // Threads import what registers dialects by its address.
  opening: ['src/serving/open-worker.js', 'src/dialects/dialects.js'],
  searching: ['src/serving/search-worker.js', 'src/dialects/dialects.js'],
};

/**
 * What browsers load too, the kernel of the GPU with what it is compared with among it. With what it imports it stays as it is, for a file
 * of joined modules imports modules of Node.
 */
const IN_BROWSERS = [
  ...['src/client/index.js', 'src/client/ai.js', 'src/client/langchain.js'],
  ...['src/kernel/gpu/scanner.js', 'src/kernel/dot-product.js', 'src/evaluation/xorshift.js'],
];

/**
 * What a process or a thread starts with stays a file: it acts as it is loaded, and whoever loads what it imports must not do so.
 * `main.js` also waits at its end for its command, which may not wait for the file that waits.
 */
const STARTS = /(?:^|\/)(?:main|no-inspector|[\w-]+-worker)\.js$/;

/** @param dist what was just compiled: paths of modules are relative to it, with slashes */
export async function joinModules(dist) {
  rmSync(`${dist}/${JOINED}`, { recursive: true, force: true });
  const programs = findPrograms(dist);
  const bundle = await rolldown({
    cwd: dist,
    input: Object.fromEntries([...programs.keys()].map((path) => [path.slice(0, -'.js'.length), path])),
    // Each module exports what it did, and runs what it did.
    preserveEntrySignatures: 'strict',
    treeshake: false,
    checks: { pluginTimings: false },
    plugins: [joinAlone(dist, programs)],
    onLog(level, log) {
      throw new Error(`${level}: ${log.message}`);
    },
  });
  try {
    await bundle.write({
      dir: dist,
      format: 'esm',
      minify: false,
      // Each start would read them over. Types have them still.
      comments: { legal: true, annotation: false, jsdoc: false },
      entryFileNames: '[name].js',
      chunkFileNames: `${JOINED}/[name].js`,
      codeSplitting: {
        // What a module imports belongs to as many programs, or more, and so to the same group or to one before it.
        groups: [...new Set([...programs.values()].map(groupOf))].map((name) => ({
          name,
          priority: GROUPS_FIRST.includes(name) ? 100 - GROUPS_FIRST.indexOf(name) : name.split('-').length,
          test: (id) => programs.has(pathOf(dist, id)) && groupOf(programs.get(pathOf(dist, id))) === name,
        })),
      },
    });
  } finally {
    await bundle.close();
  }
}

const GROUPS_FIRST = ['core', 'commands'];
const COMMANDS = ['search', 'index', 'change', 'serve'];

/**
 * Modules of the same programs are one file. Those of a search are two: what only commands load, and the rest. They are small, and no
 * package of weight is among theirs, so that a thread which needs some of them may have all.
 *
 * @param names of programs
 */
function groupOf(names) {
  if (!names.includes('search')) return names.join('-');
  return names.every((name) => COMMANDS.includes(name)) ? 'commands' : 'core';
}

/** @returns the programs that load a module, by its path */
function findPrograms(dist) {
  const imports = new Map();
  const programs = new Map();
  const apart = reach(dist, IN_BROWSERS, imports);
  for (const [program, roots] of Object.entries(PROGRAMS)) {
    for (const path of reach(dist, roots, imports)) {
      if (!apart.has(path) && !STARTS.test(path)) programs.set(path, [...(programs.get(path) ?? []), program]);
    }
  }
  return programs;
}

/** @returns the roots, and all of ours that is loaded with them */
function reach(dist, roots, imports) {
  const seen = new Set();
  const waiting = [...roots];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (!imports.has(path)) imports.set(path, importsOf(dist, path));
    waiting.push(...imports.get(path));
  }
  return seen;
}

/** What a module imports of ours as it is loaded. */
function importsOf(dist, path) {
  const { body } = parseAst(readFileSync(`${dist}/${path}`, 'utf8'));
  const names = body.map(({ type, source }) => (type !== 'Program' && source ? source.value : ''));
  return names.filter((name) => name.startsWith('.')).map((name) => posix.join(path, '..', name));
}

/**
 * A module that is imported later keeps its door: so it need not be known here whether it was joined. And a module finds files beside
 * it by its own address, wherever its code stands.
 */
function joinAlone(dist, programs) {
  return {
    name: 'join-alone',
    resolveId(name, importer, { kind }) {
      if (importer === undefined) return `${dist}/${name}`;
      if (!name.startsWith('.')) return { id: name, external: true };
      const path = posix.join(pathOf(dist, importer), '..', name);
      if (kind === 'import-statement' && programs.has(path)) return `${dist}/${path}`;
      return { id: `place of ${path}`, external: true };
    },
    transform(code, id) {
      const more = /\bimport\.meta\.(?!url\b)\w+/.exec(code);
      if (more !== null) throw new Error(`${id} has ${more[0]}: of import.meta only the url is kept`);
      return { code: code.replaceAll('import.meta.url', `"address of ${pathOf(dist, id)}"`), map: null };
    },
    renderChunk(code, { fileName }) {
      const way = (path) => {
        const found = posix.relative(posix.dirname(fileName), path);
        return JSON.stringify(found.startsWith('.') ? found : `./${found}`);
      };
      return code
        .replaceAll(/"place of ([^"]+)"/g, (_, path) => way(path))
        .replaceAll(/"address of ([^"]+)"/g, (_, path) => `new URL(${way(path)}, import.meta.url).href`);
    },
  };
}

function pathOf(dist, id) {
  return id.slice(dist.length + 1);
}
