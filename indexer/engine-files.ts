import { FILE_NAME_PATTERN } from '../src/format/file-names.ts';
import type { RankingManifest } from '../src/format/manifest.ts';
import type { Engine } from '../src/retrieval/engine.ts';
import { readdirSync } from '../src/store/file-system.ts';

/**
 * Has the engine write its own files beside the assembled ones.
 *
 * @throws StillwebError what the engine refuses; TypeError when it writes others than it names
 */
export async function writeEngineFiles(engine: Engine, folder: string, manifest: RankingManifest): Promise<void> {
  const before = new Set(readdirSync(folder));
  await engine.write(folder, manifest);
  const written = readdirSync(folder).filter((name) => !before.has(name));
  const isAsNamed = written.every((name) => FILE_NAME_PATTERN.test(name) && engine.files.includes(name));
  if (isAsNamed && written.length === engine.files.length) return;
  throw new TypeError(`engine ${engine.name} names the files [${engine.files}] and has written [${written}]`);
}
