import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What OpenSearch 3 needs. */
const OLDEST_JAVA = 21;
/** Where systems keep several of them. */
const FOLDERS = ['/usr/lib/jvm', '/opt/java', '/Library/Java/JavaVirtualMachines'];

/** A JDK that can run a node of OpenSearch: its folder; null where there is none. */
export function findJdk(): string | null {
  const { JAVA_HOME: home } = process.env;
  const places = [...(home === undefined ? [] : [home]), ...FOLDERS.flatMap(foldersIn)];
  return places.find((folder) => existsSync(join(folder, 'bin', 'javac')) && versionOf(folder) >= OLDEST_JAVA) ?? null;
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => [join(folder, name), join(folder, name, 'Contents', 'Home')]);
}

function versionOf(folder: string): number {
  try {
    const said = execFileSync(join(folder, 'bin', 'javac'), ['-version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return Number(/javac (\d+)/.exec(said)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Whether Maven is here. */
export function hasMaven(): boolean {
  try {
    execFileSync('mvn', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
