/**
 * Runs each `python/NAME.py` in a virtual environment of `python/NAME.txt`. A function `test_a_thing_holds(served)` there is the
 * test "a thing holds" here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { ROOT } from '../support/program.ts';
import { type Environment, pythonWith, runChecks } from './support/python-clients.ts';

/** Frameworks bring some hundred megabytes. */
const INSTALL_MS = 900_000;
const FOLDER = join(ROOT, 'test', 'clients', 'python');
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -4))
  .sort();

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

for (const name of names) {
  const file = join(FOLDER, `${name}.py`);
  const checks = [...readFileSync(file, 'utf8').matchAll(/^(?:async )?def (test_\w+)\(/gm)].map(([, check]) => check);

  describe(`the Python clients of ${name}`, () => {
    let environment: Environment;
    let outcomes: Record<string, string | null>;
    beforeAll(async () => {
      environment = await pythonWith(join(FOLDER, `${name}.txt`));
      if ('missing' in environment) return;
      const { open, guarded } = servers;
      outcomes = await runChecks(environment.python, file, { url: open.url, guardedUrl: guarded.url, key: KEY });
    }, INSTALL_MS);

    it('are tried by at least one check', () => {
      expect(checks.length).toBeGreaterThan(0);
    });

    it.for(checks.map((check) => [check.slice('test_'.length).replaceAll('_', ' '), check]))(
      '%s',
      ([, check], { skip }) => {
        if ('missing' in environment) skip(environment.missing);
        expect(outcomes[check]).toBeNull();
      },
    );
  });
}
