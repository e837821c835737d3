import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { StillwebError } from '../errors.ts';
import { importModules } from '../modules.ts';

/** `--import`: modules that make encoders, readers, dialects and the like known, in every thread. */
export function importOption(): Option {
  return new Option('--import <file>', 'a module that registers encoders, dialects and the like; repeatable').argParser(
    (path: string, before: readonly string[] = []) => {
      if (!existsSync(path)) throw new InvalidArgumentError(`There is no file ${path}.`);
      return [...before, pathToFileURL(resolve(path)).href];
    },
  );
}

/** Imports what the command was given. @throws StillwebError SETTING_INVALID for a module that cannot be loaded */
export async function importNamed(command: Command): Promise<void> {
  const urls = command.opts<{ import?: string[] }>().import ?? [];
  try {
    await importModules(urls);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillwebError(
      'SETTING_INVALID',
      `a module of --import cannot be loaded: ${reason}`,
      { setting: 'import', modules: urls },
      { cause },
    );
  }
}

/** The same for another process. @param urls what the option gave */
export function importFlags(urls: readonly string[] = []): string[] {
  return urls.flatMap((url) => ['--import', fileURLToPath(url)]);
}
