import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { parseQuery } from '../../src/analysis/query-syntax.ts';
import { DEFAULT_RANKING, RANKING_NAMES } from '../../src/contract/ranking-name.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { StillwebError } from '../../src/errors.ts';
import { RANKING_VERSIONS } from '../../src/format/bm25.ts';
import type { Engine } from '../../src/retrieval/engine.ts';
import { comparesEveryVector } from '../../src/retrieval/engines.ts';
import { findMovedGolden } from '../../src/retrieval/proof.ts';
import type { RetrieverQuery } from '../../src/retrieval/retriever.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openDense } from '../../src/retrieval/stillweb-legs.ts';
import { type OpenIndex, openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries, openView } from '../support/generated-index.ts';

const COLLECTION = makeCollection(120);
/** The same, each document with the lengths of its words as their weights. */
const WITH_VECTORS = COLLECTION.replace(/^.+$/gm, (line) => {
  const record = JSON.parse(line) as { text: string };
  const vector = Object.fromEntries(record.text.split(' ').map((word) => [word, word.length]));
  return JSON.stringify({ ...record, vector });
});

/** Why an engine cannot be used here, or null. */
export function reasonAgainst({ check }: Engine): string | null {
  try {
    check({ hasVectors: true });
    return null;
  } catch (error) {
    if (error instanceof StillwebError && error.code === 'ENGINE_MISSING') return error.message;
    throw error;
  }
}

async function makeRetrieverQueries(): Promise<RetrieverQuery[]> {
  const encoder = await createEncoder('static');
  const analyzer = createAnalyzer('english');
  const vectorOf = async (text: string) => (await encoder?.encode([text], 'query')) ?? null;
  return await Promise.all(
    makeQueries(8).map(async (text) => ({ terms: parseQuery(text, analyzer).terms, vector: await vectorOf(text) })),
  );
}

/** What every engine promises, whatever it ranks by; what its legs promise is in `retriever.ts`. It is registered. */
export function engineContract(engine: Engine): void {
  const reason = reasonAgainst(engine);
  describe.skipIf(reason !== null)(`the engine ${engine.name}${reason === null ? '' : `: ${reason}`}`, () => {
    const build = (collection = COLLECTION) => buildGeneratedIndex(engine.name, collection);
    let directory: string;
    let index: OpenIndex;
    beforeAll(async () => {
      directory = await build();
      index = openIndex(directory);
    });

    it('adds the files that it names to the index, and they stay on disk', async () => {
      const plain = openIndex(await buildGeneratedIndex('stillweb', COLLECTION)).manifest;
      const shared = new Set(plain.files.map(({ name }) => name));
      const own = index.manifest.files.map(({ name }) => name).filter((name) => !shared.has(name));
      expect(own).toEqual([...engine.files].sort());
      expect(index.manifest.engine).toBe(engine.name);
      for (const file of own) expect(index.memory[file]).toBeUndefined();
    });

    it('writes the same bytes in every build of a collection', async () => {
      const again = openIndex(await build());
      expect(again.manifest.id).toBe(index.manifest.id);
      for (const file of engine.files) {
        expect(readFileSync(join(again.folder, file)).equals(readFileSync(join(index.folder, file)))).toBe(true);
      }
    });

    it('refuses a file that is damaged, whether before the index is opened or after', async () => {
      const other = openIndex(await build(makeCollection(110, 2)));
      const view = openView(directory);
      const open = async () => await engine.open(view, null);
      for (const file of engine.files) {
        const path = join(index.folder, file);
        const bytes = readFileSync(path);
        const damaged = expect.objectContaining({ code: 'INDEX_CORRUPT', facts: { file } });
        truncateSync(path, bytes.length - 100);
        expect(() => openIndex(directory)).toThrow(file);
        await expect(open()).rejects.toThrow(damaged);
        copyFileSync(join(other.folder, file), path);
        await expect(open()).rejects.toThrow(damaged);
        writeFileSync(path, bytes);
        await open();
      }
    });

    it('opens both legs, and compares every vector where it says so', async () => {
      const view = openView(directory);
      const { lexical, dense } = await engine.open(view, null);
      expect([lexical.leg, dense?.leg]).toEqual(['bm25', 'dense']);
      if (!comparesEveryVector(index.manifest)) return;
      const exact = await openDense(view, null);
      const options = { depth: 1000, unit: 'passage', accept: null } as const;
      for (const query of await makeRetrieverQueries()) {
        expect(dense?.retrieve(query, options)).toEqual(exact?.retrieve(query, options));
      }
    });

    it.each([
      ['on', 'graph'],
      ['ivf', 'cells'],
    ] as const)('has what is asked for by %s only where it searches through it', async (graph, member) => {
      const asked = openIndex(await buildGeneratedIndex(engine.name, COLLECTION, 'static', { graph }));
      expect(asked.manifest[member] !== undefined).toBe(engine.takesGraphs);
      expect(comparesEveryVector(asked.manifest)).toBe(engine.comparesEveryVector && !engine.takesGraphs);
    });

    it('ranks alike in the proof of a build and in the opened index', async () => {
      const searcher = await Searcher.open(index);
      expect(index.manifest.golden.length).toBeGreaterThan(0);
      expect(await findMovedGolden(searcher, index.manifest)).toEqual([]);
      await searcher.close();
    });

    it('builds for each ranking that it names and for no other, the first where the usual one is not among them', async () => {
      const usual = engine.rankings.includes(DEFAULT_RANKING) ? DEFAULT_RANKING : engine.rankings[0];
      expect(index.manifest.ranking).toBe(RANKING_VERSIONS[usual]);
      for (const ranking of RANKING_NAMES) {
        const built = buildGeneratedIndex(engine.name, ranking === 'impacts' ? WITH_VECTORS : COLLECTION, 'static', {
          ranking,
        });
        if (!engine.rankings.includes(ranking)) {
          await expect(built).rejects.toMatchObject({ code: 'UNSUPPORTED', facts: { supported: engine.rankings } });
          continue;
        }
        const asked = openIndex(await built);
        expect(asked.manifest.ranking).toBe(RANKING_VERSIONS[ranking]);
        const searcher = await Searcher.open(asked);
        expect(await findMovedGolden(searcher, asked.manifest)).toEqual([]);
        await searcher.close();
      }
    });

    it('either refuses an index without vectors before it is built, or answers from it', async () => {
      const without = buildGeneratedIndex(engine.name, COLLECTION, 'none');
      let refusal: unknown = null;
      try {
        engine.check({ hasVectors: false });
      } catch (error) {
        refusal = error;
      }
      if (refusal !== null) {
        expect(refusal).toMatchObject({ code: 'UNSUPPORTED' });
        await expect(without).rejects.toMatchObject({ code: 'UNSUPPORTED' });
        return;
      }
      const { lexical, dense } = await engine.open(openView(await without), null);
      expect(dense).toBeNull();
      const [query] = await makeRetrieverQueries();
      expect(lexical.retrieve(query, { depth: 10, unit: 'document', accept: null }).passages.length).toBeGreaterThan(0);
    });
  });
}
