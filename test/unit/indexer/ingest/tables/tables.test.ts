import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { CollectionFile } from '../../../../../indexer/ingest/collection.ts';
import { findReader } from '../../../../../indexer/ingest/readers.ts';
import { checkGroup } from '../../../../../indexer/ingest/tables/parquet-rows.ts';
import { MAX_HELD_TABLE_BYTES, MAX_TABLE_PART_BYTES, MAX_TABLE_VALUES } from '../../../../../src/limits.ts';
import { ROOT } from '../../../../support/program.ts';
import { readCollection, writeFolder, writeInput } from '../../../../support/read-collection.ts';

/** Written by pyarrow, with the same rows as JSON Lines: scripts/make-table-fixtures.py. */
const FIXTURES = join(ROOT, 'test', 'fixtures', 'tables');
const TABLES = readdirSync(FIXTURES).filter((name) => !name.endsWith('.jsonl'));
const bytesOf = (name: string) => readFileSync(join(FIXTURES, name));

describe('a typed table', () => {
  it.each(TABLES)(
    'gives the documents of the same rows in JSON Lines, and says which record each is: %s',
    async (name) => {
      const wanted = await readCollection([join(FIXTURES, 'rows.jsonl')]);
      const { collected, problems } = await readCollection([join(FIXTURES, name)]);
      expect(problems).toEqual([]);
      expect(collected.map(({ document }) => document)).toEqual(wanted.documents);
      expect(collected.map(({ location }) => location.record)).toEqual(wanted.documents.map((_, place) => place + 1));
    },
  );

  it.each(['rows.parquet', 'rows.arrow', 'rows.arrows'])(
    'may be compressed as a whole, and found in a folder: %s',
    async (name) => {
      const folder = writeFolder({ [`${name}.gz`]: gzipSync(bytesOf(name)) });
      const wanted = await readCollection([join(FIXTURES, 'rows.jsonl')]);
      expect((await readCollection([folder])).documents).toEqual(wanted.documents);
    },
  );

  it('takes the fields that are named, and numbers rows without an id', async () => {
    const path = join(FIXTURES, 'rows.parquet');
    const named = await readCollection([path], { fields: { id: 'url', title: 'language' } });
    expect(named.documents[0]).toMatchObject({ id: 'https://example.org/1', title: 'en' });
    // Every third row has no url, and a named id is wanted.
    expect(named.problems[0]).toMatchObject({ code: 'FIELD_MISSING', location: { record: 3 } });
    expect(named.problems[0].error.message).toMatch(/rows\.parquet record 3 has no field url$/);
    expect(named.problems[0].error.facts).toMatchObject({ record: 3 });
  });

  it.each(['rows.parquet', 'rows.arrow', 'rows.arrows'])(
    'without a column of text is one fault, however many rows it has: %s',
    async (name) => {
      const folder = writeFolder({ [name]: bytesOf(name) });
      const { documents, problems } = await readCollection([folder], { fields: { text: 'body' } });
      expect(documents).toEqual([]);
      expect(problems.map(({ error }) => error.message)).toEqual([`${folder}/${name} has no column body`]);
      expect(problems[0]).toMatchObject({ code: 'FIELD_MISSING', error: { facts: { field: 'body' } } });
    },
  );

  it.each(['rows.parquet', 'rows-zstd-v2.parquet', 'rows.arrow', 'rows-lz4.arrow', 'rows.arrows'])(
    'with bytes changed or cut off is read or refused, and nothing worse: %s',
    async (name) => {
      const whole = bytesOf(name);
      const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
      const damage = fc.record({
        changes: fc.array(change, { maxLength: 4 }),
        length: fc.integer({ min: 1, max: whole.length }),
        isCut: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(damage, async ({ changes, length, isCut }) => {
          const bytes = Buffer.from(whole);
          for (const [place, value] of changes) bytes[place] = value;
          const folder = writeFolder({ [name]: isCut ? bytes.subarray(0, length) : bytes });
          const { problems } = await readCollection([folder]);
          // What is wrong is a row, or the table.
          for (const { code } of problems) expect(code).not.toMatch(/^(STORAGE|INTERNAL|INPUT_CHANGED)/);
        }),
        // A thread is started for each Parquet file.
        { numRuns: 5 },
      );
    },
  );

  it('is TABLE_TOO_LARGE where a row group says that it has more rows than MAX_TABLE_VALUES, and not at that number', async () => {
    const whole = bytesOf('rows.parquet');
    const metadata = parquetMetadata(new Uint8Array(whole).buffer);
    const [group] = metadata.row_groups;
    const flat = new Set<string>();
    const read = async () => new ArrayBuffer(0);
    const check = (rows: number) => checkGroup({ ...group, columns: [] }, rows, { byteLength: 0, slice: read }, flat);
    await expect(check(MAX_TABLE_VALUES)).resolves.toMatchObject({ bytes: 0 });
    await expect(check(MAX_TABLE_VALUES + 1)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE' });
  });

  it('is TABLE_INVALID where it is none, whatever its name says', async () => {
    for (const name of ['a.parquet', 'a.arrow']) {
      for (const content of [
        'no table at all, but a text',
        'PAR1PAR1PAR1PAR1',
        'ARROW1\0\0 and no more',
        'FEA1 of old',
      ]) {
        const reading = readCollection([writeInput(name, content)]);
        await expect(reading, `${name}: ${content}`).rejects.toMatchObject({
          code: 'TABLE_INVALID',
          facts: { file: expect.stringContaining(name) },
        });
      }
    }
  });

  it('is TABLE_TOO_LARGE where it is a stream of more than may be held, and read at that length', async () => {
    const parquet = findReader('parquet');
    const read = async (bytes: number) => {
      const chunk = Buffer.alloc(1024 * 1024);
      async function* content() {
        for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
      }
      const file: CollectionFile = { path: 'a', name: 'a', content: content(), bytesRead: 0 };
      for await (const batch of parquet.read(file, {
        onProblem: ({ error }) => {
          throw error;
        },
      }))
        Array.from(batch);
    };
    await expect(read(MAX_HELD_TABLE_BYTES)).rejects.toMatchObject({ code: 'TABLE_INVALID' });
    await expect(read(MAX_HELD_TABLE_BYTES + 1)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE' });
  });

  it('is TABLE_INVALID where a list in a message says that it is longer than the message', async () => {
    const bytes = Buffer.from(bytesOf('rows.arrows'));
    bytes[40] = 0x7f;
    bytes[177] = 0xff;
    await expect(readCollection([writeInput('a.arrows', bytes)])).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      message: expect.stringContaining('has a list that is longer than its message'),
    });
  });

  it('is TABLE_TOO_LARGE where a record batch says that it is larger than a part may be', async () => {
    const bytes = bytesOf('rows.arrows');
    const arrow = async (length: number) => {
      // A message of nothing but its length: the metadata.
      const message = Buffer.alloc(8);
      message.writeUInt32LE(0xffffffff, 0);
      message.writeInt32LE(length, 4);
      return await readCollection([writeInput('a.arrows', Buffer.concat([message, bytes]))]);
    };
    await expect(arrow(MAX_TABLE_PART_BYTES)).rejects.toMatchObject({ code: 'TABLE_INVALID' });
    await expect(arrow(MAX_TABLE_PART_BYTES + 1)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE' });
  });
});
