import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSource } from '../../support/import-graph.ts';
import { ROOT } from '../../support/program.ts';

const names = readdirSync(join(ROOT, 'docs', 'decisions')).filter((name) => name.endsWith('.md'));

it('no two decisions have one number', () => {
  const numbers = names.map((name) => name.slice(0, 3));
  expect(numbers.filter((number, place) => numbers.indexOf(number) !== place)).toEqual([]);
});

it.each(names)('%s says its number in its heading', (name) => {
  expect(readSource(`docs/decisions/${name}`)).toMatch(new RegExp(`^# ${name.slice(0, 3)}: `));
});
