import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { registeredDialects } from '../../src/dialects/dialect.ts';
import { type Fixture, type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';
import { builtProgram } from '../support/http-process.ts';
import { describeDialect } from './dialect.ts';
import '../toys/toy-dialect.ts';

const type = 'application/json; charset=utf-8';

const FIXTURES: readonly Fixture[] = [
  {
    case: 'names of documents',
    request: { method: 'GET', path: '/toy?q=seals' },
    order: { at: 'names.*', is: 'id', query: 'seals' },
    answer: { status: 200, type, body: { names: ['seal', 'skerry', 'recipe 7%'] } },
  },
  {
    case: 'lengths of documents',
    request: { method: 'POST', path: '/toy/read', body: { names: ['recipe 7%', 'none'] } },
    answer: { status: 200, type, body: { lengths: [94, null] } },
  },
  {
    case: 'a key in the query string',
    isGuarded: true,
    request: { method: 'GET', path: '/toy?q=seals&key=right-key' },
    answer: { status: 200, type, body: { names: ['seal', 'skerry', 'recipe 7%'] } },
  },
  {
    case: 'no query',
    request: { method: 'GET', path: '/i/lights/toy' },
    answer: { status: 422, type, body: { oops: 'INVALID_REQUEST', requestId: expect.any(String) } },
  },
];

let servers: FixtureServers;
beforeAll(async () => {
  // As threads import it.
  servers = await serveFixtures([pathToFileURL(builtProgram('test/toys/toy-dialect.js') as string).href]);
});
afterAll(() => servers?.[Symbol.asyncDispose]());

const toy = registeredDialects().find(({ name }) => name === 'toy')!;
describeDialect(toy, FIXTURES, () => servers);
