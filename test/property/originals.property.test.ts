import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packOriginal } from '../../indexer/ingest/page-original.ts';
import { OriginalsWriter } from '../../indexer/originals-writer.ts';
import { ORIGINAL_PLACES_FILE } from '../../src/format/file-names.ts';
import { isMediaType, readOriginalPlaces } from '../../src/format/originals.ts';
import { mkdirSync, readFileSync } from '../../src/store/file-system.ts';
import { OriginalStore } from '../../src/store/original-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  // Those that become smaller, and one that a frame of a second size names.
  fc.nat({ max: 70_000 }).map((length) => new Uint8Array(length + 1).fill(length % 251)),
);
const types = fc.oneof(
  fc.constantFrom('text/html', 'text/html; charset=windows-1252', 'application/pdf'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const originals = fc.array(fc.option(fc.record({ bytes: bodies, type: types })), { minLength: 1, maxLength: 8 });

describe('originals', () => {
  it('are read back byte for byte, each in its place', async () => {
    await fc.assert(
      fc.asyncProperty(originals, async (given) => {
        const building = temporaryFolder();
        const folder = join(building, 'generation');
        mkdirSync(folder);
        const writer = new OriginalsWriter(building);
        // What a reading left that came to nothing is not there any more.
        writer.begin();
        writer.add(await packOriginal(new Uint8Array(9), 'text/plain'));
        writer.begin();
        for (const each of given) writer.add(each === null ? undefined : await packOriginal(each.bytes, each.type));
        writer.finish();
        writer.place(folder);
        const places = readFileSync(join(folder, ORIGINAL_PLACES_FILE));
        const store = await OriginalStore.open(folder, readOriginalPlaces('places', places, given.length));
        try {
          for (const [number, each] of given.entries()) {
            const read = store.get(number);
            if (each === null) expect(read).toBeNull();
            else {
              expect(Buffer.compare(Buffer.from(read?.bytes ?? []), Buffer.from(each.bytes))).toBe(0);
              expect(read?.type).toBe(isMediaType(each.type) ? each.type : 'application/octet-stream');
            }
          }
        } finally {
          store.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['text/html', true],
    ['text/html; charset="utf-8"', true],
    ['text/html;\r\nset-cookie: a=b', false],
    ['text/html\u00e9', false],
    ['html', false],
    ['', false],
    [`text/${'x'.repeat(200)}`, false],
  ])('have the media type %j in a header: %s', (type, isOne) => {
    expect(isMediaType(type)).toBe(isOne);
  });
});
