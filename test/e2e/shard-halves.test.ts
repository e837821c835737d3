import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { checkInvariants } from '../../src/store/invariants/check-invariants.ts';
import { Findings } from '../../src/store/invariants/findings.ts';
import {
  checkInHalves,
  lookAtImpacts,
  lookAtPostings,
  type OtherLook,
} from '../../src/store/invariants/shard-halves.ts';
import { checkShards } from '../../src/store/invariants/shards.ts';
import { readManifest } from '../../src/store/open.ts';
import { viewStaged } from '../../src/store/staged-view.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild } from '../support/interrupted-build.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let manifest: Manifest;
beforeAll(async () => {
  const place = temporaryFolder();
  const input = join(place, 'corpus.jsonl');
  writeFileSync(input, makeCollection(120));
  const directory = join(place, 'index');
  await buildIndex(interruptedBuild(input, directory));
  ({ folder, manifest } = readManifest(directory));
});

/** Looks with a view of its own, as a thread does. */
const another = (place: string): OtherLook => ({
  postings: async (spans) => lookAtPostings(viewStaged(place, manifest), spans),
  impacts: async (spans, statistics) => lookAtImpacts(viewStaged(place, manifest), spans, statistics),
});

/** Whether anything is found; true as well where the bytes cannot be read. */
async function isUnsound(look: () => Promise<number> | number): Promise<boolean> {
  try {
    return (await look()) > 0;
  } catch (error) {
    if ((error as { code?: string }).code !== 'INDEX_CORRUPT' && !(error instanceof RangeError)) throw error;
    return true;
  }
}

const alone = (place: string) => {
  const findings = new Findings();
  checkShards(viewStaged(place, manifest), findings);
  return findings.count;
};

const inHalves = async (place: string) => (await checkInHalves(viewStaged(place, manifest), another(place))).length;

describe('two who look through the halves of the shards', () => {
  it('find nothing in a sound index, and give each other some as much to do', async () => {
    const spans: { from: number; to: number }[] = [];
    const { postings, impacts } = another(folder);
    const other: OtherLook = {
      postings: (some) => {
        spans.push(...some);
        return postings(some);
      },
      impacts,
    };
    const view = viewStaged(folder, manifest);
    expect(await checkInHalves(view, other)).toEqual([]);
    expect(spans).toHaveLength(manifest.counts.shards.length);
    for (const [shard, { from, to }] of spans.entries()) {
      expect(from).toBe(0);
      expect(to).toBeGreaterThan(0);
      expect(to).toBeLessThan(view.postings[shard].terms.size);
    }
  });

  it('find something wherever one alone does, whichever byte is another', async () => {
    const damaged = join(temporaryFolder(), 'generation');
    cpSync(folder, damaged, { recursive: true });
    const names = readdirSync(damaged).filter((name) => /^(postings|positions|terms)-/.test(name));
    const next = xorshift32(20_261_130);
    let unsound = 0;
    for (let trial = 0; trial < 150; trial++) {
      const path = join(damaged, names[next() % names.length]);
      const bytes = readFileSync(path);
      const at = next() % bytes.length;
      bytes[at] ^= 1 << (next() % 8);
      writeFileSync(path, bytes);
      const isWrong = await isUnsound(() => alone(damaged));
      expect(await isUnsound(() => inHalves(damaged)), `${path}, byte ${at}`).toBe(isWrong);
      if (isWrong) unsound++;
      bytes[at] = readFileSync(join(folder, path.slice(damaged.length + 1)))[at];
      writeFileSync(path, bytes);
    }
    expect(unsound).toBeGreaterThan(75);
  });

  it('are told by the check of an index as one who has looked alone', async () => {
    const damaged = join(temporaryFolder(), 'generation');
    cpSync(folder, damaged, { recursive: true });
    const path = join(damaged, 'postings-000.bin');
    const [{ rare }] = viewStaged(damaged, manifest).postings;
    const bytes = readFileSync(path);
    // The impact of the first posting of a rare term.
    bytes[bytes.indexOf(rare.subarray(0, 20)) + 3] ^= 1;
    writeFileSync(path, bytes);
    const found = await checkInvariants(viewStaged(damaged, manifest));
    expect(found).toMatchObject([{ kind: 'impact' }]);
    const shards = () => checkInHalves(viewStaged(damaged, manifest), another(damaged));
    expect(await checkInvariants(viewStaged(damaged, manifest), { shards })).toEqual(found);
  });
});
