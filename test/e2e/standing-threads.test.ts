import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { StandingThreads } from '../../indexer/threads/standing-threads.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MACHINE = { threads: 1, memoryBytes: 1024 ** 3, onError: 'stop' } as const;
const SETTINGS = { engine: 'stillweb', analyzer: 'english', passages: { kind: 'auto' }, encoder: 'static' } as const;

it('builds that follow each other start no thread anew, and have the ids of builds from nothing', async () => {
  const place = temporaryFolder();
  const folder = join(place, 'docs');
  mkdirSync(folder);
  for (let page = 0; page < 30; page++)
    writeFileSync(join(folder, `${page}.md`), `# Page ${page}\n\nA river and ${page} temples.`);
  const [directory, anew] = [join(place, 'index'), join(place, 'anew')];
  const standing = new StandingThreads();
  let started = 0;
  const count = (): void => void started++;
  process.on('worker', count);
  try {
    await buildIndex({ ...SETTINGS, ...MACHINE, inputs: [folder], directory, standing });
    const atFirst = started;
    expect(atFirst).toBeGreaterThan(0);
    for (const [edit, words] of ['An orchestra plays.', 'The orchestra has left.'].entries()) {
      writeFileSync(join(folder, `${edit}.md`), words);
      const { id } = await changeIndex({ ...MACHINE, inputs: [folder], directory, kind: 'sync', standing });
      expect(started).toBe(atFirst);
      const scratch = await buildIndex({ ...SETTINGS, ...MACHINE, inputs: [folder], directory: `${anew}-${edit}` });
      expect(id).toBe(scratch.id);
      started = atFirst;
    }
  } finally {
    process.off('worker', count);
    await standing.end();
  }
});
