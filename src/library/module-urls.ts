import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StillwebError } from '../errors.ts';
import type { ModuleUrls } from '../modules.ts';

/**
 * Modules as every thread can import them: a path is taken from the working folder, as on the command line.
 *
 * @throws StillwebError SETTING_INVALID for what is no list, and for a path without a file
 */
export function moduleUrls(modules: ModuleUrls): string[] {
  if (!Array.isArray(modules)) {
    throw new StillwebError('SETTING_INVALID', 'modules is a list of URLs or paths', { setting: 'modules' });
  }
  return modules.map((module: string) => {
    if (/^(file|data|node):/.test(module)) return module;
    if (existsSync(module)) return pathToFileURL(resolve(module)).href;
    throw new StillwebError('SETTING_INVALID', `there is no module ${module}`, { setting: 'modules', module });
  });
}
