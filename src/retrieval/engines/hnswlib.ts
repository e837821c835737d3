import { StillwebError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { HNSWLIB_FILE } from '../engine-file-names.ts';
import { loadHnswlib } from '../hnswlib-module.ts';

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
    const { writeHnswlibFile } = await import('../hnswlib-file.ts');
    await writeHnswlibFile(folder, counts, encoder.dimensions, loadHnswlib());
  },
  open: async (view) => {
    const [{ HnswlibFinder }, { openBm25, vectorIndexOf }, { NearestFirst }, { ExactScan }] = await Promise.all([
      import('../hnswlib-finder.ts'),
      import('../stillweb-legs.ts'),
      import('../nearest-first.ts'),
      import('../exact-scan.ts'),
    ]);
    const index = vectorIndexOf(view);
    if (index === null) return { lexical: openBm25(view), dense: null };
    const scan = new ExactScan(index);
    try {
      const finder = HnswlibFinder.open(loadHnswlib(), view, index);
      return { lexical: openBm25(view), dense: new NearestFirst(index, finder, scan) };
    } catch (fault) {
      scan.close();
      throw fault;
    }
  },
};

function withoutVectors(): StillwebError {
  const facts = { engine: 'hnswlib', supported: ['stillweb', 'wink'] };
  return new StillwebError('UNSUPPORTED', 'engine hnswlib searches vectors, and encoder none makes none', facts);
}
