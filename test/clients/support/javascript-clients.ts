/** Clients from npm, which `npm run test:clients` installs beside the cache of this repository, away from its own packages. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../support/program.ts';

/** As `scripts/bootstrap.mjs` names it. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'stillweb-clients', 'javascript');

/** Tests of these clients skip where there are none; `npm run test:clients` has then said why. */
export const hasJavascriptClients = existsSync(join(FOLDER, 'node_modules', '.package-lock.json'));

/** @param name as a program imports it; @returns the module, of which a test says what it uses */
export async function importClient<Module>(name: string): Promise<Module> {
  // Node resolves a name from the file that imports it, so one of that folder does.
  const { load } = await import(/* @vite-ignore */ pathToFileURL(join(FOLDER, 'node_modules', 'load.mjs')).href);
  return load(name);
}

/** The file behind a command that a package brings. */
export function clientProgram(packageName: string, command: string): string {
  const manifest = join(FOLDER, 'node_modules', packageName, 'package.json');
  const { bin } = createRequire(manifest)(manifest) as { bin: Record<string, string> };
  return join(FOLDER, 'node_modules', packageName, bin[command]);
}
