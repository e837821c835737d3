import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJdk, hasMaven } from './java.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');
const SOURCES = join(ROOT, 'scripts', 'cluster');
/** Fetched once: 60 MB. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'stillweb-cluster');

/** What starts a node. */
export interface NodeFiles {
  readonly java: string;
  readonly classPath: string;
}

/** Fetches OpenSearch from Maven Central, and compiles what starts it; or says in a sentence what is missing here. */
export function prepareNodeFiles(): NodeFiles | { readonly missing: string } {
  const jdk = findJdk();
  if (jdk === null) return { missing: 'no JDK of version 21 or later, which OpenSearch needs: set JAVA_HOME' };
  const files = { java: join(jdk, 'bin', 'java'), classPath: `${join(CACHE, 'classes')}:${join(CACHE, 'lib')}/*` };
  if (existsSync(join(CACHE, 'classes'))) return files;
  if (!hasMaven()) return { missing: 'no Maven (mvn), which fetches OpenSearch' };
  const making = `${CACHE}-${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(join(making, 'classes'), { recursive: true });
  try {
    const copy = [
      '-q',
      '-B',
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(making, 'lib')}`,
      '-DincludeScope=runtime',
    ];
    execFileSync('mvn', ['-f', join(SOURCES, 'pom.xml'), ...copy], { stdio: ['ignore', 'ignore', 'pipe'] });
    const jars = readdirSync(join(making, 'lib')).map((name) => join(making, 'lib', name));
    const compile = ['-cp', jars.join(':'), '-d', join(making, 'classes'), '-nowarn', join(SOURCES, 'TestNode.java')];
    execFileSync(join(jdk, 'bin', 'javac'), compile, { stdio: ['ignore', 'ignore', 'pipe'] });
    rmSync(CACHE, { recursive: true, force: true });
    renameSync(making, CACHE);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    return { missing: `OpenSearch could not be fetched from Maven Central: ${(error as Error).message.slice(0, 400)}` };
  }
  return files;
}
