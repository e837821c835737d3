import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import type { RankingManifest } from '../format/manifest.ts';
import { MAX_WINK_PASSAGES, MAX_WINK_POSTINGS, MIN_WINK_PASSAGES } from '../limits.ts';
import { writeDurably } from '../store/durable.ts';
import { WINK_FILE } from './engine-file-names.ts';
import { readPassageTerms } from './passage-terms.ts';
import { createWinkEngine, WINK_DECIMALS, WINK_FIELD, winkToken } from './wink-engine.ts';

/**
 * Writes `wink.json`: what wink-bm25-text-search exports after it was given every passage as the bag of terms that our
 * analyzer made of it, under the passage's number.
 *
 * Equal postings give equal bytes: passages and terms come in one order, and JSON keeps it. The one step that another
 * JavaScript engine might do otherwise is `Math.log` in wink's idf, whose last bit all but never survives the rounding to
 * six decimals. Whoever serves the file computes no logarithm, so the file ranks alike everywhere.
 *
 * @throws StillwebError UNSUPPORTED for a collection that wink cannot hold
 */
export function writeWinkFile(folder: string, manifest: Pick<RankingManifest, 'bm25' | 'counts'>): void {
  const { bm25, counts } = manifest;
  if (bm25 === undefined) throw new TypeError('wink ranks by a formula');
  checkWinkSize(counts);
  const engine = createWinkEngine();
  engine.defineConfig({ fldWeights: { [WINK_FIELD]: 1 }, bm25Params: { k1: bm25.k1, b: bm25.b, k: 1 } });
  engine.definePrepTasks([]);
  let passage = 0;
  for (const [shard, passages] of counts.shards.entries()) {
    for (const terms of readPassageTerms(folder, shard, passages)) {
      engine.addDoc({ [WINK_FIELD]: terms.map(winkToken) }, passage++);
    }
  }
  engine.consolidate(WINK_DECIMALS);
  writeDurably(join(folder, WINK_FILE), engine.exportJSON());
}

/** @throws StillwebError UNSUPPORTED naming the bound */
export function checkWinkSize({ passages, postings }: Pick<RankingManifest['counts'], 'passages' | 'postings'>): void {
  checkSize('passages', passages, MIN_WINK_PASSAGES, MAX_WINK_PASSAGES);
  checkSize('postings', postings, 0, MAX_WINK_POSTINGS);
}

function checkSize(what: 'passages' | 'postings', found: number, least: number, most: number): void {
  if (found >= least && found <= most) return;
  const bound = found < least ? `at least ${least}` : `at most ${most}`;
  const reason = found < least ? 'its statistics mean nothing below' : 'it holds the whole index as JavaScript objects';
  const message = `engine wink takes ${bound} ${what} (${reason}); the collection has ${found}`;
  throw new StillwebError('UNSUPPORTED', message, {
    engine: 'wink',
    supported: ['stillweb', 'hnswlib'],
    [what]: found,
  });
}
