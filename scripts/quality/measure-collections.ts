import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import { type Collection, measureSet } from './measure-set.ts';
import type { StoredSet } from './stored.ts';

/** Indexes that are built and measured at a time: a process each. */
const AT_ONCE = 2;

/**
 * Measures collections, each with every ranking, and tells how far it is.
 *
 * @param rankings flags of each ranking
 * @param keep called with each measurement, the earlier ranking version of a collection first
 * @param tell called with lines for people
 */
export async function measureCollections(
  collections: readonly Collection[],
  rankings: readonly (readonly string[])[],
  keep: (found: StoredSet) => void,
  tell: (line: string) => void = note,
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'stillweb-quality-'));
  const waiting = [...collections];
  const startMs = performance.now();
  let done = 0;
  const workOff = async (): Promise<void> => {
    for (let collection = waiting.shift(); collection !== undefined; collection = waiting.shift()) {
      const found: StoredSet[] = [];
      for (const [i, flags] of rankings.entries()) {
        const folder = join(work, `${collection.name}-${i}`);
        tell(`measuring ${[collection.name, ...flags].join(' ')}`);
        found.push(await measureSet(collection, folder, flags));
        rmSync(folder, { recursive: true });
      }
      const byVersion = found.sort((left, right) => left.measurements[0].ranking - right.measurements[0].ranking);
      for (const each of byVersion) keep(each);
      done += 1;
      const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
      const means = byVersion.flatMap(({ measurements }) => measurements.map(describeMeasurement)).join('; ');
      tell(`${done} of ${collections.length} collections, ${minutes} min: ${collection.name}: ${means}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, workOff));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function describeMeasurement({ ranking, modes }: StoredSet['measurements'][number]): string {
  const means = Object.entries(modes).map(([mode, { means: each }]) => `${mode} ${each['nDCG@10'].toFixed(4)}`);
  return `ranking ${ranking} ${means.join(', ')}`;
}
