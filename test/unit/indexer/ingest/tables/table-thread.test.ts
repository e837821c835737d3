import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readParquet } from '../../../../../indexer/ingest/tables/table-thread.ts';
import { ROOT } from '../../../../support/program.ts';

const bytes = readFileSync(join(ROOT, 'test', 'fixtures', 'tables', 'rows.parquet'));

async function readAll(heapMebibytes?: number) {
  const read = (start: number, length: number) => {
    return Buffer.from(new Uint8Array(bytes.subarray(start, start + length)).buffer);
  };
  let columns: readonly string[] = [];
  let rows = 0;
  const onColumns = (names: readonly string[]) => {
    expect(rows).toBe(0);
    columns = names;
  };
  for await (const batch of readParquet(bytes.length, read, onColumns, heapMebibytes)) rows += batch.rows.length;
  return { columns, rows };
}

it('tells the columns before any row', async () => {
  const { columns, rows } = await readAll();
  expect(columns).toContain('text');
  expect(rows).toBeGreaterThan(0);
});

it('ends as TABLE_TOO_LARGE, and nothing with it, when the heap of its thread is full', async () => {
  await expect(readAll(1)).rejects.toMatchObject({ code: 'TABLE_TOO_LARGE', facts: { limit: 1 } });
});
