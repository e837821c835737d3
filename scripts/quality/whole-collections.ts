import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import { collectionsOf, rankingFlags } from './collections.ts';
import { joinArticles } from './joined-articles.ts';
import { measureWhole, storeWhole } from './measure-whole-documents.ts';

/** Long documents, and short ones cut so small that they are long. */
const SETS = ['time', 'scifact', 'med', 'cisi', 'cranfield', 'squad'];
const CUTS = ['words:60', 'words:100', 'auto'];

/** @param folder where the answers are kept, one file a collection and ranking version */
export async function measureWholeDocuments(folder: string, data: string, sets = SETS): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'stillweb-articles-'));
  try {
    for (const collection of collectionsOf(data, sets)) {
      const flags = collection.flags.filter((_, i, all) => all[i] !== '--passages' && all[i - 1] !== '--passages');
      // Its topics are judged by paragraph.
      const judged = collection.name === 'squad' ? joinArticles(collection, work) : collection;
      for (const ranking of await rankingFlags()) {
        const found = await measureWhole({ ...judged, flags }, CUTS, ranking);
        storeWhole(folder, found);
        note(`${found.name}, ranking ${found.ranking}: measured`);
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
