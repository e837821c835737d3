import { expect, it } from 'vitest';
import { Inverter } from '../../../../indexer/unit/inverter.ts';
import { createTermNumberer } from '../../../../src/analysis/analyzers.ts';

it('puts the first terms of a title into each passage, and no more than it may', () => {
  const inverter = new Inverter(createTermNumberer('english'));
  expect(inverter.setTitle('red green blue', 2)).toBe(2);
  expect(inverter.addPassage('sea')).toBe(3);
  expect(inverter.addPassage('salt sea')).toBe(4);
  expect(inverter.setTitle('red green blue')).toBe(3);
  expect(inverter.addPassage('sea')).toBe(4);
});
