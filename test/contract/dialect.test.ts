import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS } from '../../src/dialects/dialects.ts';
import { dialectNames, type FixtureServers, readFixtures, serveFixtures } from '../support/dialect-fixtures.ts';
import { describeDialect } from './dialect.ts';

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

for (const dialect of DIALECTS) describeDialect(dialect, readFixtures(dialect.name), () => servers);

describe('the dialects of the house', () => {
  it('have fixtures each, and there are none of others', () => {
    expect(dialectNames()).toEqual(DIALECTS.map(({ name }) => name).sort());
  });
});
