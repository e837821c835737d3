import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, it } from 'vitest';
import { newCallRecord } from '../../../src/index.ts';
import { openExperiment } from '../../../src/library/open-experiment.ts';
import { SearchService } from '../../../src/serving/search-service.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Records so many calls. @returns what was said */
async function record(trace: string, calls: number, mostTabled?: number): Promise<string[]> {
  const notes: string[] = [];
  const conductor = await openExperiment({ trace, onNote: (note) => notes.push(note) }, mostTabled);
  const service = new SearchService({ conductor });
  await service.swap(new MemoryBackend());
  for (let i = 0; i < calls; i++) await service.answer({ kind: 'links', id: 'limpet' }, null, newCallRecord('program'));
  expect(existsSync(`${trace}.arrow.part`)).toBe(false);
  await service.close();
  return notes;
}

it('a trace that is closed has all its calls as a table beside it', async () => {
  const trace = join(temporaryFolder(), 'run.jsonl');
  for (const numbers of [
    [1, 2],
    [1, 2, 3, 4],
  ]) {
    expect(await record(trace, 2)).toEqual([]);
    const table = tableFromIPC(readFileSync(`${trace}.arrow`));
    expect(table.getChild('call')?.toJSON().map(Number)).toEqual(numbers);
  }
  expect(await record(trace, 0)).toEqual([]);
  expect(tableFromIPC(readFileSync(`${trace}.arrow`)).numRows).toBe(4);
});

it('a table that would take too long, or cannot be written, is said, and the trace is whole', async () => {
  const folder = temporaryFolder();
  const long = join(folder, 'long.jsonl');
  expect(await record(long, 3, 2)).toEqual([
    `${long} has 3 calls: make their table with stillweb trace --out FILE --as arrow`,
  ]);
  expect(existsSync(`${long}.arrow`)).toBe(false);
  const trace = join(folder, 'run.jsonl');
  mkdirSync(`${trace}.arrow`);
  writeFileSync(join(`${trace}.arrow`, 'x'), '');
  expect(await record(trace, 1)).toEqual([expect.stringContaining(`${trace}.arrow could not be written: `)]);
  expect(existsSync(`${trace}.arrow.part`)).toBe(false);
  expect(readFileSync(trace, 'utf8').trim().split('\n')).toHaveLength(4);
});
