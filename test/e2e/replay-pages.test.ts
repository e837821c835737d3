/** A session whose calls are asked again from its page: what is the same, what differs and why. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import { MAX_REPLAYED_CALLS } from '../../src/limits.ts';
import { BROWSER, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, type MemoryDocument, TIDE_POOL } from '../support/memory-backend.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SESSION, startTraced } from '../support/traced-server.ts';

const NAMED = { [SESSION]: 'agent' };
const QUERIES = ['tide', 'rock', 'shell', 'crab shell', 'zzzz'];

const changed = (documents: readonly MemoryDocument[]) =>
  new MemoryBackend({ indexes: [{ name: 'shore', documents }] });

async function walk({ post, get }: RunningServer): Promise<void> {
  for (const query of QUERIES) {
    await post('/v1/search', { query, k: 3 }, NAMED);
    await post('/tavily/search', { query, max_results: 2 }, NAMED);
  }
  await post('/v1/grep', { pattern: 'tide' }, NAMED);
  await post('/v1/fetch', { ids: ['limpet', 'kelp'] }, NAMED);
  await get('/v1/documents/limpet', NAMED);
  await get('/v1/documents/limpet/links', NAMED);
  await post('/v1/search', { query: 'tide', k: 'ten' }, NAMED);
}

interface Verdict {
  readonly call: number;
  readonly verdict: string;
  readonly why?: string;
  readonly difference?: { readonly differs: string; readonly what: string; readonly why?: readonly string[] };
}

async function replayOf(
  server: RunningServer,
  trace?: string,
): Promise<{ verdicts: Verdict[]; left: number; indexes: object[] }> {
  const parameters = new URLSearchParams({ replay: 'true', ...(trace !== undefined && { trace }) });
  return (await (await server.get(`/v1/traces/agent?${parameters}`)).json()).replay;
}

async function send(server: RunningServer, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const response = await fetch(`${server.url}/v1/traces`, { method: 'POST', body });
  return ((await response.json()) as { trace: string }).trace;
}

const counts = (verdicts: readonly Verdict[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { verdict } of verdicts) found[verdict] = (found[verdict] ?? 0) + 1;
  return found;
};

let path: string;
let sent: Buffer<ArrayBuffer>;
beforeAll(async () => {
  path = join(temporaryFolder(), 'run.jsonl');
  const traced = await startTraced([], path);
  await walk(traced.running);
  await traced[Symbol.asyncDispose]();
  sent = Buffer.from(readFileSync(path));
});

describe('the calls of a session, asked again', () => {
  let same: RunningServer;
  beforeAll(async () => {
    same = await startServer();
  });
  afterAll(() => same[Symbol.asyncDispose]());

  it('are the same while nothing has changed, of every door, and nothing is recorded', async () => {
    await using traced = await startTraced();
    await walk(traced.running);
    const { verdicts, left, indexes } = await replayOf(traced.running);
    expect([counts(verdicts), left]).toEqual([{ same: 14 }, 0]);
    expect(indexes).toMatchObject([{ name: 'shore' }]);
    const page = await (await traced.running.get('/traces/agent?replay=true', BROWSER)).text();
    expect(page).toContain('All 14 answers are the same.');
    expect(page).toContain('Same answer now');
    expect((await traced.calls()).length).toBe(15);
  });

  it('are asked on demand alone', async () => {
    const key = await send(same, sent);
    const page = await (await same.get(`/traces/agent?trace=${key}&relevant=limpet`, BROWSER)).text();
    expect(page).not.toContain('Same answer now');
    expect(page).toMatch(
      /<form class="replay"[\s\S]*name="trace" value="[0-9a-f]{32}"[\s\S]*name="relevant" value="limpet"[\s\S]*name="replay" value="true"/,
    );
  });

  it('are compared by their rankings where a dialect wrote them and somebody else sent the trace', async () => {
    const { verdicts } = await replayOf(same, await send(same, sent));
    expect(counts(verdicts)).toEqual({ same: 14 });
  });

  it('differ where the collection does: first where, by which document, and what each leg gives it now', async () => {
    const documents = TIDE_POOL.map((each) =>
      each.id === 'a/links' ? { ...each, text: `${each.text} Tide, tide, tide.` } : each,
    );
    await using server = await startServer({}, changed(documents));
    const key = await send(server, sent);
    const { verdicts } = await replayOf(server, key);
    const differing = verdicts.filter(({ verdict }) => verdict === 'differs');
    expect(differing.map(({ call }) => call)).toEqual([1, 2, 3]);
    expect(differing[0].difference).toMatchObject({ differs: 'ranking', place: { rank: 1, is: 'a/links' } });
    expect(differing[1].difference).toMatchObject({ differs: 'ranking', place: { rank: 1, is: 'a/links' } });
    const page = await (await server.get(`/traces/agent?replay=true&trace=${key}`, BROWSER)).text();
    expect(page).toContain('3 of 14 answers differ.');
    expect(page).toContain('It is another index, so answers may differ.');
    expect(page).toMatch(/<a href="#verdict-1">call 1<\/a>[\s\S]*id="verdict-1"/);
    expect(page).toContain('in its ranking: rank 1 was &quot;');
    expect(page).toContain('What each leg gave them');
  });

  it('say which documents are gone, and what was refused', async () => {
    await using server = await startServer({}, changed(TIDE_POOL.filter(({ id }) => id !== 'limpet')));
    const { verdicts } = await replayOf(server, await send(server, sent));
    const why = verdicts.flatMap(({ difference }) => difference?.why ?? []);
    expect(why).toContain('"limpet" is not in the index that answers now');
    expect(why.join(' ')).not.toContain('name the recorded index');
    expect(verdicts.some(({ difference }) => difference?.differs === 'refusal')).toBe(true);
    await using other = await startServer({}, new MemoryBackend({ indexes: [{ name: 'coast' }] }));
    const elsewhere = await replayOf(other, await send(other, sent));
    expect(elsewhere.verdicts.some(({ verdict }) => verdict === 'same' || verdict === 'differs')).toBe(false);
  });

  it('give nothing to a worker that no request could ask', async () => {
    const backend = new MemoryBackend();
    const asked: string[] = [];
    const { answer } = backend;
    backend.answer = (key, options) => {
      asked.push(key);
      return answer.call(backend, key, options);
    };
    await using server = await startServer({}, backend);
    const lines = sent.toString().split('\n');
    for (const [from, to] of [
      ['false,["tide"],"bm25",3,0', 'false,["tide"],"bm25",3000000,0'],
      ['false,["tide"],"bm25",3,0', `false,["${'tide '.repeat(4000)}"],"bm25",3,0`],
      ['"grep","shore","tide"', '"grep","shore",7'],
      ['[2,"fetch","shore",["limpet","kelp"]', '[2,"fetch","shore",[{"a":1}]'],
      ['[2,"links","shore"', '[2,"walk","shore"'],
    ]) {
      const written = JSON.stringify(from).slice(1, -1);
      const forged = lines.map((line) =>
        line.startsWith('{"answer"') ? line.replace(written, JSON.stringify(to).slice(1, -1)) : line,
      );
      expect([from, forged.join() === lines.join()]).toEqual([from, false]);
      asked.length = 0;
      const { verdicts } = await replayOf(server, await send(server, Buffer.from(forged.join('\n'))));
      expect([from, counts(verdicts).unasked]).toEqual([from, 1]);
      expect(asked.filter((key) => key.includes(to) || key.length > 4000)).toEqual([]);
    }
    const treated = lines.map((line) =>
      line.replace(/"key":"((?:[^"\\]|\\.)*)"/, '"key":"$1\\n{\\"treatments\\":[{\\"name\\":\\"x\\"}]}"'),
    );
    expect(counts((await replayOf(server, await send(server, Buffer.from(treated.join('\n'))))).verdicts).unasked).toBe(
      14,
    );
  });

  it('are so many at the most, and one session at a time', async () => {
    const long = join(temporaryFolder(), 'long.jsonl');
    const lines = sent.toString().trimEnd().split('\n');
    const [first] = lines.filter((line) => line.startsWith('{"call":1,'));
    const more = Array.from({ length: MAX_REPLAYED_CALLS }, (_, i) =>
      first.replace('"call":1,', `"call":${i + 100},`).replace('"step":1,', `"step":${i + 100},`),
    );
    writeFileSync(long, `${[...lines, ...more].join('\n')}\n`);
    const key = await send(same, Buffer.from(readFileSync(long)));
    const both = await Promise.all([1, 2].map(() => same.get(`/v1/traces/agent?replay=true&trace=${key}`)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 503]);
    const [{ replay }] = await Promise.all(both.filter(({ status }) => status === 200).map((each) => each.json()));
    expect([replay.verdicts.length, replay.left]).toEqual([MAX_REPLAYED_CALLS, 14]);
    expect(await (await same.get(`/traces/agent?replay=true&trace=${key}`, BROWSER)).text()).toContain(
      '14 more calls were left',
    );
  });

  it('are asked for by true, and not by what is nearly so', async () => {
    const key = await send(same, sent);
    for (const said of ['maybe', '1', 'TRUE']) {
      const refused = await same.get(`/v1/traces/agent?replay=${said}&trace=${key}`);
      expect([said, refused.status, (await refused.json()).error.facts]).toEqual([said, 400, { field: 'replay' }]);
    }
    expect((await same.get(`/v1/traces/agent?replay=false&trace=${key}`)).status).toBe(200);
  });

  it('are asked by whoever may act', async () => {
    await using readOnly = await startTraced();
    await walk(readOnly.running);
    (readOnly.running.server.service.settings as { isReadOnly: boolean }).isReadOnly = true;
    const refused = await readOnly.running.get('/v1/traces/agent?replay=true');
    expect((await refused.json()).error).toMatchObject({ code: 'ACTION_FORBIDDEN' });
    expect(await (await readOnly.running.get('/traces/agent', BROWSER)).text()).not.toContain('Ask again and compare');
  });
});
