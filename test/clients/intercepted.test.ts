import { join } from 'node:path';
import { beforeAll, describe, it } from 'vitest';
import { expectAnswers, shoreFlags } from '../support/held-shore.ts';
import { isBuilt, ROOT } from '../support/program.ts';
import { pythonWith } from './support/python-clients.ts';

/** Libraries of PyPI; those of Node and of Python itself are in test/e2e/intercepted-clients.test.ts. */
const LIBRARIES = ['requests', 'httpx', 'httpx_of_its_own', 'aiohttp'];
const environment = await pythonWith(join(ROOT, 'test', 'clients', 'intercepted', 'requirements.txt'));

describe.skipIf(!isBuilt)('a program in Python under stillweb run, with hosts that are written into it', () => {
  let flags: string[];
  beforeAll(() => {
    flags = shoreFlags();
  });

  it.for(LIBRARIES)('searches and reads with %s', async (library, { skip }) => {
    if ('missing' in environment) return skip(environment.missing);
    await expectAnswers(flags, [`python:${library}`], environment.python);
  });
});
