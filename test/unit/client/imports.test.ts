import { expect, it } from 'vitest';
import { readLoads, readSource } from '../../support/import-graph.ts';

it('the client loads no package, nothing of Node, and of the house only bounds and error codes', () => {
  const loaded = new Set<string>();
  const waiting = ['src/client/index.ts'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    if (path.startsWith('src/')) waiting.push(...readLoads(path, readSource(path)));
  }
  expect([...loaded].filter((path) => !path.startsWith('src/client/')).sort()).toEqual([
    'src/error-catalogue.ts',
    'src/errors.ts',
    'src/limits.ts',
  ]);
});
