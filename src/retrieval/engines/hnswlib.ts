import { StillwebError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { ExactScan } from '../exact-scan.ts';
import { HNSWLIB_FILE, writeHnswlibFile } from '../hnswlib-file.ts';
import { HnswlibFinder } from '../hnswlib-finder.ts';
import { loadHnswlib } from '../hnswlib-module.ts';
import { NearestFirst } from '../nearest-first.ts';
import { openBm25, vectorIndexOf } from '../stillweb-legs.ts';

/** Approximate nearest neighbours by hnswlib-node, an optional native dependency, to compare with. */
export const HNSWLIB: Engine = {
  name: 'hnswlib',
  files: [HNSWLIB_FILE],
  rankings: ['standard', 'bm25'],
  takesGraphs: false,
  comparesEveryVector: false,
  ranksShardwise: false,
  check: ({ hasVectors }) => {
    if (!hasVectors) throw withoutVectors();
    loadHnswlib();
  },
  write: async (folder, { counts, encoder }) => {
    if (encoder === null) throw withoutVectors();
    await writeHnswlibFile(folder, counts, encoder.dimensions, loadHnswlib());
  },
  open: (view) => {
    const index = vectorIndexOf(view);
    if (index === null) return { lexical: openBm25(view), dense: null };
    const finder = HnswlibFinder.open(loadHnswlib(), view, index);
    return { lexical: openBm25(view), dense: new NearestFirst(index, finder, new ExactScan(index)) };
  },
};

function withoutVectors(): StillwebError {
  const facts = { engine: 'hnswlib', supported: ['stillweb', 'wink'] };
  return new StillwebError('UNSUPPORTED', 'engine hnswlib searches vectors, and encoder none makes none', facts);
}
