import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../../indexer/build.ts';
import { parsePassagePolicy } from '../../../indexer/segment/segment.ts';
import { openReader } from '../../../src/library/open-reader.ts';
import { checkIndex } from '../../../src/retrieval/check-index.ts';
import { openIndex } from '../../../src/store/open.ts';
import { type Damage, damageIndex, type Sections } from '../../support/damaged-index.ts';
import { writeFolder } from '../../support/read-collection.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let sound: string;
beforeAll(async () => {
  const folder = writeFolder({ 'a.txt': 'first', 'b.html': `<title>B</title>${'<p>second'.repeat(50)}` });
  writeFileSync(join(folder, 'c.jsonl'), '{"_id": "c", "text": "third"}\n');
  sound = join(temporaryFolder(), 'index');
  await buildIndex({
    inputs: [folder],
    directory: sound,
    engine: 'stillweb',
    analyzer: 'english',
    passages: parsePassagePolicy('auto'),
    encoder: 'none',
    originals: true,
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
  });
});

async function findKinds(damage: Damage): Promise<string[]> {
  const { findings } = await checkIndex(openIndex(damageIndex(sound, damage), { checksBounds: false }));
  return [...new Set(findings.map(({ kind }) => kind))];
}

type Case = readonly [what: string, change: (sections: Sections) => void];

/** One wrong number in the table, of which both a check and a reading take notice. */
const WRONG: readonly Case[] = [
  ['an original of a type that is not there', ({ type }) => type.fill(9, 0, 1)],
  ['an original that is shorter than its frame', ({ bytes }) => bytes.fill(1, 0, 1)],
  ['an original of four thousand million bytes', ({ bytes }) => bytes.fill(4_294_967_295, 0, 1)],
  ['an original between two bytes', ({ offset }) => offset.fill(0.5, 1, 2)],
  ['an original that ends before it begins', ({ offset }) => offset.fill(-1, 1, 2)],
];

describe('the table of originals', () => {
  it('is sound as it is built', async () => {
    expect(await findKinds({})).toEqual([]);
  });

  it.each(WRONG)('with %s is found, and read by nobody', async (_what, change) => {
    const damage = { file: 'original-places.bin', change };
    expect(await findKinds(damage)).toEqual(['original']);
    const reader = await openReader(openIndex(damageIndex(sound, damage)));
    expect(() => reader.original('a.txt')).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
    reader.close();
  });

  it('that ends elsewhere than its file is found', async () => {
    const change = ({ offset }: Sections) => offset.fill(7, 3, 4);
    expect(await findKinds({ file: 'original-places.bin', change })).toEqual(['original']);
  });
});
