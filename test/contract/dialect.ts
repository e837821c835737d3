/** What holds of every dialect, tried with its fixtures. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sandboxUrl } from '../../src/contract/sandbox-url.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { exchange, type Fixture, type FixtureServers, valuesAt } from '../support/dialect-fixtures.ts';

interface NativeHit {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
}

/** What a client of the native API would not be told by any vendor. */
const NATIVE_ERROR = { error: { code: expect.any(String), fix: expect.any(String) } };

/** JSON that breaks what takes it for something else: an object without a text, half a surrogate pair, what is no number. */
const HOSTILE_VALUES = [
  '{"toString": 1, "valueOf": null, "length": 3}',
  '"\\ud800%"',
  '[[null, {}]]',
  '-1e999',
  'null',
];

/** Each member and item of a JSON value, at any depth. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...placesIn(member).map((place) => [name, ...place]),
  ]);
}

/** As JSON. @param json of what takes the place */
function withValueAt(value: unknown, [name, ...rest]: readonly string[], json: string): string {
  const entries = Object.entries(value as object).map(([key, member]) => {
    const written = key !== name ? JSON.stringify(member) : rest.length === 0 ? json : withValueAt(member, rest, json);
    return Array.isArray(value) ? written : `${JSON.stringify(key)}:${written}`;
  });
  return Array.isArray(value) ? `[${entries.join()}]` : `{${entries.join()}}`;
}

/** @param serversOf the servers of the fixtures, once tests run */
export function describeDialect(dialect: Dialect, fixtures: readonly Fixture[], serversOf: () => FixtureServers): void {
  describe(`dialect ${dialect.name}`, () => {
    let servers: FixtureServers;
    beforeAll(() => {
      servers = serversOf();
    });

    const answered = fixtures.filter(({ answer }) => answer.status < 400);
    const each = (list: readonly Fixture[]) => list.map((fixture) => [fixture.case, fixture] as const);

    it('has fixtures of answers and of errors', () => {
      expect(answered.length).toBeGreaterThan(0);
      expect(fixtures.length).toBeGreaterThan(answered.length);
    });

    it.each(each(fixtures))('answers as recorded: %s', async (_, fixture) => {
      expect((await exchange(servers, fixture)).answer).toEqual(fixture.answer);
    });

    const stateless = answered.filter(({ isStateful = false }) => !isStateful);
    it.each(each(stateless))('gives equal bytes to equal calls, and under /i/{name} too: %s', async (_, fixture) => {
      const [first, second] = [await exchange(servers, fixture), await exchange(servers, fixture)];
      expect(second.bytes).toEqual(first.bytes);
      expect(second.headers.etag).toBe(first.headers.etag);
      const request = { ...fixture.request, path: `/i/lights${fixture.request.path}` };
      expect((await exchange(servers, { ...fixture, request })).bytes).toEqual(first.bytes);
    });

    it.each(each(answered.filter(({ order }) => order !== undefined)))(
      'names the documents that the native API names, in its order: %s',
      async (_, fixture) => {
        const { at, is, query } = fixture.order!;
        const named = valuesAt((await exchange(servers, fixture)).answer.body, at);
        const k = Math.max(1, named.length);
        const body = { query, k, snippet: false, text: is === 'text' };
        const native = await exchange(servers, { request: { method: 'POST', path: '/v1/search', body } });
        const { hits } = native.answer.body as { hits: (NativeHit & { text?: string })[] };
        const wanted = hits.map((hit) => (is === 'url' ? (hit.url ?? sandboxUrl('lights', hit.id)) : hit[is]));
        expect(named).toEqual(wanted.slice(0, named.length));
        expect(named.length).toBeGreaterThan(0);
      },
    );

    const loose = answered.filter(({ request: { body } }) => typeof body === 'object' && !Array.isArray(body));
    it.each(each(loose))('passes over members that it does not know: %s', async (_, fixture) => {
      const body = { ...(fixture.request.body as object), notOfThisApi: { deep: [1] } };
      const widened = await exchange(servers, { ...fixture, request: { ...fixture.request, body } });
      expect(widened.answer.status).toBe(fixture.answer.status);
    });

    const spoken = fixtures.filter(({ request: { body } }) => typeof body === 'object' && body !== null);
    it.each(each(spoken))('meets no fault of its own, whatever a member holds: %s', async (_, fixture) => {
      const { body } = fixture.request;
      for (const place of placesIn(body)) {
        for (const value of HOSTILE_VALUES) {
          const request = { ...fixture.request, raw: withValueAt(body, place, value) };
          const { answer } = await exchange(servers, { ...fixture, request });
          const told = `${place.join('.')} as ${value} was answered ${answer.status}`;
          expect(answer.status === 500 ? told : '').toBe('');
          expect(answer.body, told).not.toMatchObject(NATIVE_ERROR);
        }
      }
    });

    it.each(vendorAddresses(dialect, answered))(
      'answers at the host of the vendor: %s%s',
      async (host, path, fixture) => {
        const here = await exchange(servers, fixture);
        const there = await exchange(servers, { ...fixture, request: { ...fixture.request, path } }, host);
        expect(there.bytes).toEqual(here.bytes);
      },
    );

    it('gives what is not there its own error, and what comes without the key too', async () => {
      if (dialect.prefix !== undefined) {
        const path = `${dialect.prefix}/there/is/no/such/thing`;
        const { answer } = await exchange(servers, { request: { method: 'GET', path } });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.body).not.toMatchObject(NATIVE_ERROR);
      }
      const [{ request }] = answered;
      const { authorization: _, ...headers } = request.headers ?? {};
      const { answer } = await exchange(servers, { request: { ...request, headers }, isGuarded: true });
      if (answer.status >= 400) expect(answer.body).not.toMatchObject(NATIVE_ERROR);
    });
  });
}

/** Each host of the vendor with the first fixture whose path lies under what stands for its root. */
function vendorAddresses(
  { hosts = {} }: Dialect,
  answered: readonly Fixture[],
): (readonly [host: string, path: string, Fixture])[] {
  return Object.entries(hosts).flatMap(([host, root]) => {
    const fixture = answered.find(({ request: { path } }) => path.startsWith(root));
    if (fixture === undefined) return [];
    const rest = fixture.request.path.slice(root.length);
    return [[host, rest.startsWith('/') ? rest : `/${rest}`, fixture] as const];
  });
}
