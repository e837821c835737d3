import { expect, it } from 'vitest';
import * as limits from '../../../src/limits.ts';
import { listSources, readSource } from '../../support/import-graph.ts';

/** Limits that no test reaches, and why. Another test tries the same code with a smaller bound where there is a name. */
const UNTRIED: Readonly<Record<string, string>> = {
  DRAIN_TIMEOUT_MS: 'ten seconds; api-drain.test.ts gives a drain less',
  GPU_PATIENCE_MS: 'ten seconds; vector-device.test.ts gives a GPU less',
  GPU_PROBE_MS: 'thirty seconds of a driver that hangs',
  FILTER_CACHE_BYTES: '16 MiB of bitmaps; filter-cache.test.ts takes a smaller cache',
  POSITIONS_MEMORY_BYTES: 'a gibibyte of positions; conditions.property.test.ts opens indexes with less room',
  COLUMN_ORDER_BYTES: 'eight million values; column-orders.test.ts takes less room',
  DOCUMENT_CACHE_BYTES: '16 MiB of documents; document-cache.test.ts takes a smaller cache',
  MAX_PDF_PAGES: 'a file of 65,537 pages; file-pages.test.ts takes fewer',
  MAX_PDF_EXPANSION_BYTES: '256 MiB that are inflated slowly; counted-arrays.test.ts takes fewer bytes',
  MAX_DOCX_EXPANSION_BYTES: '64 MiB that are inflated slowly; counted-arrays.test.ts takes fewer bytes',
  FILE_HEAP_MEBIBYTES: 'a heap that is full; file-thread.test.ts ends the thread in another way',
  MAX_TABLE_HEAP_MEBIBYTES: 'a heap that is full; table-thread.test.ts gives a file less',
  FILE_PATIENCE_MS: 'a minute; file-thread.test.ts gives a file less',
  MAX_TITLE_TERMS: 'sixteen million terms; inverter.test.ts takes fewer',
  MAX_ENCODED_TITLE_CHARACTERS: 'a title and a text of hundreds of millions of characters together',
  MAX_EXCLUSION_POSTINGS: 'sixty-four million postings; repeating-documents.test.ts takes fewer',
  MAX_TRACED_SESSIONS: 'sixty-five thousand sessions; session-book.test.ts takes fewer',
  MAX_TRACED_CHARACTERS: 'a hundred thousand answers and more; trace-recorder.test.ts takes fewer',
  MAX_TABLED_CALLS: 'two hundred thousand calls; open-experiment.test.ts takes fewer',
  MAX_TRACE_LINE_BYTES: 'half a GiB in one line; read-trace.test.ts takes fewer bytes',
  MAX_IDENTIFIED_BYTES: 'an index of 256 MiB',
  REPLAY_PATIENCE_MS: 'ten seconds; replay-calls.test.ts takes less',
  CLUSTER_TIMEOUT_MS: 'ten seconds of a node that hangs',
  CLUSTER_BULK_TIMEOUT_MS: 'two minutes of a node that hangs',
  MAX_EVALUATION_BYTES: 'a file of 1 GiB; text-lines.test.ts takes fewer bytes',
};

/** Tests that name limits without trying them. */
const ABOUT_NAMES = [
  'test/unit/examples/deployment.test.ts',
  'test/unit/house/limits.test.ts',
  'test/unit/scripts/docs/checks.test.ts',
];

const tests = listSources('test')
  .filter((path) => !path.startsWith('test/torture/') && !ABOUT_NAMES.includes(path))
  .map(readSource);
const isTried = (name: string) => tests.some((source) => new RegExp(`\\b${name}\\b`).test(source));

it.each(Object.keys(limits).filter((name) => !(name in UNTRIED)))('%s is tried by a test', (name) => {
  expect(isTried(name)).toBe(true);
});

it('lists as untried only limits that are, and that there are', () => {
  expect(Object.keys(UNTRIED).filter((name) => !(name in limits) || isTried(name))).toEqual([]);
});
