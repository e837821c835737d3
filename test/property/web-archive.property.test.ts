import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../indexer/ingest/web-archive/byte-reader.ts';
import { readRecords } from '../../indexer/ingest/web-archive/record-stream.ts';
import { warcRecord } from '../support/web-archive.ts';

/** Blocks of any bytes, and of what a reader could take for another record. */
const block = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom('WARC/1.0\r\n', '\r\n', '\n', 'Content-Length: 3\r\n', '\r\n\r\nWARC/1.1\r\n', 'x', '0'), {
      maxLength: 12,
    })
    .map((parts) => Buffer.from(parts.join(''))),
);

/** Bytes cut into chunks of these sizes, again and again. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length];
    yield Buffer.from(bytes.subarray(start, start + size));
    start += size;
  }
}

async function readAll(bytes: Buffer, sizes: readonly number[] = [1 << 20]) {
  const found: { block: string | undefined; fault: string | undefined; byteOffset: number }[] = [];
  for await (const record of readRecords(new ByteReader(cut(bytes, sizes)), () => true)) {
    const { block, fault, byteOffset } = record;
    found.push({ block: block?.toString('latin1'), fault, byteOffset });
  }
  return found;
}

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

describe('the records of a web archive', () => {
  it('are those that were written, whatever they hold and however the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 6 }), sizes, async (blocks, cuts) => {
        const records = blocks.map((bytes) => warcRecord(bytes));
        let byteOffset = 0;
        const expected = blocks.map((bytes, place) => {
          const written = { block: bytes.toString('latin1'), fault: undefined, byteOffset };
          byteOffset += records[place].length;
          return written;
        });
        expect(await readAll(Buffer.concat(records), cuts)).toEqual(expected);
      }),
    );
  });

  it('before a damage are those that were written, and all are the same however the file is cut', async () => {
    const damage = fc.record({ place: fc.nat(), remove: fc.nat(200), put: fc.uint8Array({ maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { minLength: 1, maxLength: 6 }),
        sizes,
        damage,
        async (blocks, cuts, { place, remove, put }) => {
          const records = blocks.map((bytes) => warcRecord(bytes));
          const whole = Buffer.concat(records);
          const from = place % whole.length;
          const damaged = Buffer.concat([whole.subarray(0, from), put, whole.subarray(from + remove)]);
          const found = await readAll(damaged, cuts);
          expect(found).toEqual(await readAll(damaged));
          let end = 0;
          const before = blocks.filter((_, number) => {
            end += records[number].length;
            // What follows a record says whether its length is right.
            return end + 32 <= from;
          });
          expect(found.slice(0, before.length).map(({ block }) => block)).toEqual(
            before.map((bytes) => bytes.toString('latin1')),
          );
        },
      ),
    );
  });
});

it('a file of records that all claim what follows them is read anew a few times and no more', async () => {
  const claims = 'WARC/1.0\r\nContent-Length: 1000000\r\n\r\n';
  let reread = 0;
  const reader = new ByteReader(cut(Buffer.from(claims.repeat(300_000)), [1 << 17]));
  let before = 0;
  for await (const { byteOffset, fault } of readRecords(reader, () => true)) {
    expect(fault).toBeDefined();
    expect(byteOffset).toBeGreaterThanOrEqual(before);
    before = byteOffset;
    reread += 1;
  }
  // Each is of a million bytes: 64 MiB for nothing and five times the file. Without a bound there are 300,000.
  expect(reread).toBeLessThan(200);
});
