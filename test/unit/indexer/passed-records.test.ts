import { expect, it } from 'vitest';
import { PassedRecords } from '../../../indexer/passed-records.ts';

it('counts what is passed over by what it is, in code-unit order', () => {
  const passed = new PassedRecords();
  for (const what of ['type b', 'status 404', 'type b', 'type B']) passed.count(what);
  expect(Object.entries(passed.counts())).toEqual([
    ['status 404', 1],
    ['type B', 1],
    ['type b', 2],
  ]);
  expect(passed.sum()).toEqual({ passed: 4 });
  expect(new PassedRecords().sum()).toEqual({});
});

it('counts a hundred kinds, and all others as one', () => {
  const passed = new PassedRecords();
  for (let kind = 0; kind < 1000; kind += 1) passed.count(`type ${kind}`);
  const counts = passed.counts();
  expect(Object.keys(counts)).toHaveLength(101);
  expect(counts['others']).toBe(900);
});
