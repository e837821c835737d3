import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava, hasMaven, optionalModules } from './java.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');
const SOURCES = join(ROOT, 'scripts', 'cluster');
/** Fetched and compiled once: 60 MB, and another 60 where Java is fetched too. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'stillweb-cluster');
/** What is made depends on these alone. */
const MADE_OF = ['pom.xml', 'plugin-descriptor.properties', 'StillwebSimilarity.java', 'TestNode.java'];

/** What starts a node. */
export interface NodeFiles {
  readonly java: string;
  /** For the command line of Java. */
  readonly modules: readonly string[];
  readonly classPath: string;
}

/** Fetches OpenSearch from Maven Central, and compiles what starts it; or says in a sentence what is missing here. */
export function prepareNodeFiles(): NodeFiles | { readonly missing: string } {
  const java = findJava(CACHE);
  if (java === null)
    return {
      missing: 'no Java of version 21 or later, which OpenSearch needs: set JAVA_HOME, or install python3-venv',
    };
  const folder = join(CACHE, sourcesHash());
  const files = {
    java,
    modules: optionalModules(java),
    classPath: `${join(folder, 'classes')}:${join(folder, 'lib')}/*`,
  };
  if (existsSync(folder)) return files;
  if (!hasMaven()) return { missing: 'no Maven (mvn), which fetches OpenSearch' };
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const make = ['-q', '-B', '-f', join(SOURCES, 'pom.xml'), 'process-classes', `-Dbuild.dir=${making}`];
    execFileSync('mvn', make, { stdio: ['ignore', 'ignore', 'pipe'] });
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    return { missing: `OpenSearch could not be fetched from Maven Central: ${(error as Error).message.slice(0, 400)}` };
  }
  return files;
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const name of MADE_OF) hash.update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex').slice(0, 16);
}
