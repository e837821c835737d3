import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Imports of each file: paths from the repository root for our own files, the name as written for all else. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IMPORT =
  /^\s*(?:import|export)\s[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Paths of the files in a folder of the repository, at any depth, in code-unit order. */
export function listSources(folder: string, ending = '.ts'): string[] {
  const names = readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith(ending) && !path.endsWith('.d.ts'))
    .sort();
}

export function readSource(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/** Static and dynamic imports and re-exports, type imports included, comments left out. */
export function readImports(path: string, source: string): string[] {
  const code = source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3];
    return name.startsWith('.') ? posix.join(posix.dirname(path), name) : name;
  });
}

/** What loading a file loads with it: static imports and re-exports of values, in the form of `readImports`. */
export function readLoads(path: string, source: string): string[] {
  const withoutTypes = source.replace(/^\s*(?:import|export) type\b[^;]*;$/gm, '');
  return readImports(path, withoutTypes.replace(/\bimport\(/g, 'later('));
}

export function graphOf(paths: readonly string[]): ImportGraph {
  return new Map(paths.map((path) => [path, readImports(path, readSource(path))]));
}

/** Each circle of files once, as the path that closes it: `a → b → a`. */
export function findCycles(graph: ImportGraph): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push([...trail.slice(start), path].join(' → '));
      return;
    }
    trail.push(path);
    for (const imported of graph.get(path) ?? []) if (graph.has(imported)) visit(imported);
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
