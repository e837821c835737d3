import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import '../../src/dialects/dialects.ts';
import type { Intervention } from '../../src/experiment/intervention.ts';
import { replayTrace } from '../../src/experiment/replay/replay.ts';
import { indexTarget } from '../../src/experiment/replay/replay-index.ts';
import { openServerTarget } from '../../src/experiment/replay/replay-server.ts';
import { TraceBackend } from '../../src/experiment/trace/trace-backend.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, type MemoryDocument, TIDE_POOL } from '../support/memory-backend.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SESSION, startTraced } from '../support/traced-server.ts';
import { TOY_TREATMENT } from '../toys/toy-treatment.ts';

const WORDS = ['tide', 'rock', 'shell', 'mer', 'kelp', 'low tide', 'crab shell', 'nothing here', 'light', 'plates'];
const MCP = { accept: 'application/json, text/event-stream' };

/** One session of calls through several doors. */
async function walk({ post, get }: RunningServer, session: string): Promise<void> {
  const named = { [SESSION]: session };
  for (const query of WORDS) {
    await post('/v1/search', { query, k: 3, session });
    await post('/tavily/search', { query, max_results: 2 }, named);
  }
  await post('/retrieve', { queries: WORDS.slice(0, 4), topk: 2, return_scores: true }, named);
  await post('/v1/fetch', { ids: ['limpet', 'kelp'] }, named);
  await get('/v1/documents/limpet/links', named);
  await get('/v1/documents/nothing', named);
  const params = { name: 'search', arguments: { query: 'rock' }, _meta: { 'stillweb/session': session } };
  await post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, MCP);
}

async function recorded(interventions: readonly Intervention[] = []): Promise<string> {
  const path = join(temporaryFolder(), 'trace.jsonl');
  const traced = await startTraced(interventions, path);
  await Promise.all(['a', 'b', 'c'].map((session) => walk(traced.running, session)));
  await traced[Symbol.asyncDispose]();
  return path;
}

const changed = (documents: readonly MemoryDocument[]): MemoryBackend =>
  new MemoryBackend({ indexes: [{ name: 'shore', documents }] });

describe('a replay', () => {
  it('finds no difference against the index that was recorded, however many ask at once', async () => {
    const path = await recorded();
    for (const clients of [1, 64]) {
      const report = await replayTrace(path, indexTarget(new MemoryBackend()), { clients });
      expect(report.differences).toEqual([]);
      expect(report.compared).toBe(report.calls);
      expect([report.sessions, report.faults, report.unasked]).toEqual([3, 0, 0]);
    }
  });

  it('finds no difference against a server, in whatever dialect it was asked', async () => {
    const path = await recorded();
    await using server = await startServer();
    const report = await replayTrace(path, await openServerTarget(server.url), { clients: 16 });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toBe(0);
    expect(report.compared).toBeGreaterThan(60);
  });

  it('names exactly the calls that a changed document changes, and says which document it was', async () => {
    const path = await recorded();
    const other = TIDE_POOL.map((each) =>
      each.id === 'a/links' ? { ...each, text: `${each.text} Crab on rock.` } : each,
    );
    const target = indexTarget(changed(other), new MemoryBackend());
    const { differences, compared } = await replayTrace(path, target, { clients: 8 });
    const touched = (queries: readonly string[] | null): boolean =>
      queries?.some((query) => /\b(rock|tide|kelp|light|crab)\b/.test(query)) === true;
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.length).toBeLessThan(compared);
    expect(differences.filter(({ queries }) => !touched(queries))).toEqual([]);
    for (const { why = [], kind } of differences) {
      if (kind === 'search') expect(why.join(' ')).toContain('"a/links" has another title or text');
    }
    // What the changed index answers otherwise is found by asking both, and by nothing else.
    const both = [new MemoryBackend(), changed(other)].map((backend) => startServer({}, backend));
    const [before, now] = await Promise.all(both);
    const expected: string[] = [];
    for (const query of WORDS) {
      const bodies = await Promise.all(
        [before, now].map(async (each) => {
          const answer = await (await each.post('/v1/search', { query, k: 3 })).json();
          return JSON.stringify(answer.hits);
        }),
      );
      if (bodies[0] !== bodies[1]) expected.push(query);
    }
    const found = differences.filter(({ door, session }) => door === '/v1/search' && session === 'a');
    expect(found.map(({ queries }) => queries?.[0])).toEqual(expected);
    for (const server of [before, now]) await server[Symbol.asyncDispose]();
  });

  it('tells a document that is gone, and one that is new', async () => {
    const path = await recorded();
    const target = indexTarget(changed(TIDE_POOL.filter(({ id }) => id !== 'limpet')), new MemoryBackend());
    const { differences } = await replayTrace(path, target);
    const why = differences.flatMap((each) => each.why ?? []);
    expect(why).toContain('"limpet" is not in the index that answers now');
    expect(differences.some(({ kind, differs }) => kind === 'links' && differs === 'refusal')).toBe(true);
  });

  it('shows where a text differs that was read, and says which document it is', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    const traced = await startTraced([], path);
    await traced.running.post('/v1/fetch', { ids: ['a/links', 'limpet'] });
    await traced.running.get('/v1/documents/barnacle');
    await traced[Symbol.asyncDispose]();
    const other = TIDE_POOL.filter(({ id }) => id !== 'barnacle').map((each) =>
      each.id === 'limpet' ? { ...each, text: each.text.replace('fits the rock', 'fits the sand') } : each,
    );
    const { differences } = await replayTrace(path, indexTarget(changed(other), new MemoryBackend()));
    expect(differences.map(({ what, why }) => [what, why])).toEqual([
      [
        'documents.1.text was "ide. Its shell fits the rock." (from character 70), and is "ide. Its shell fits the sand." (from character 70)',
        ['"limpet" has another title or text'],
      ],
      ['it was an answer, and is DOCUMENT_NOT_FOUND', ['"barnacle" is not in the index that answers now']],
    ]);
    const alone = await replayTrace(path, indexTarget(changed(other)));
    expect(alone.differences[0].why).toEqual(['name the recorded index too to be told which document it is']);
  });

  it('gives no document as a cause that was in no index, and believes no other index than the recorded one', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    const traced = await startTraced([], path);
    await traced.running.post('/v1/fetch', { ids: ['limpet', 'nope'] });
    await traced.running.post('/v1/search', { query: 'shell', k: 3 });
    await traced[Symbol.asyncDispose]();
    const other = changed(TIDE_POOL.map((each) => (each.id === 'limpet' ? { ...each, text: 'Sand.' } : each)));
    for (const recordedIndex of [null, new MemoryBackend()]) {
      const { differences } = await replayTrace(path, indexTarget(other, recordedIndex));
      expect(differences.length).toBe(2);
      const why = differences.flatMap((each) => each.why ?? []).join('; ');
      expect(why).not.toContain('nope');
      expect(why.includes('"limpet" has another title or text')).toBe(recordedIndex !== null);
      if (recordedIndex !== null) expect(why).not.toContain('name the recorded index');
    }
    const wrong = await replayTrace(path, indexTarget(other, changed(TIDE_POOL.slice(1))));
    for (const { why } of wrong.differences) {
      expect(why).toContain('the index named as recorded is not the one of this answer');
      expect(why!.join(' ')).not.toMatch(/is not in the recorded index|another title/);
    }
  });

  it('needs no experiment to answer what was treated', async () => {
    const treated: Intervention = {
      name: 'toy',
      plan: ({ step }) =>
        step !== null && step % 2 === 0 ? { treatments: [{ name: TOY_TREATMENT.name, parameters: 1 }] } : null,
    };
    const path = await recorded([treated]);
    const report = await replayTrace(path, indexTarget(new MemoryBackend()), { clients: 8 });
    expect(report.differences).toEqual([]);
  });

  it('refuses a trace that has lost the line of an answer', async () => {
    const path = await recorded();
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((line) => !line.startsWith('{"answer":')).join('\n'));
    await expect(replayTrace(path, indexTarget(new MemoryBackend()))).rejects.toMatchObject({ code: 'TRACE_INVALID' });
  });

  it('refuses a trace of no calls', async () => {
    const path = join(temporaryFolder(), 'trace.jsonl');
    await (await startTraced([], path))[Symbol.asyncDispose]();
    await expect(replayTrace(path, indexTarget(new MemoryBackend()))).rejects.toMatchObject({ code: 'TRACE_INVALID' });
  });
});

describe('a trace in gzip', () => {
  it('is replayed and served as it is, and leaves nothing behind', async () => {
    const plain = await recorded();
    const path = join(temporaryFolder(), 'run.jsonl.gz');
    writeFileSync(path, gzipSync(readFileSync(plain)));
    const unpacked = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('stillweb-trace-'));
    const before = unpacked();
    expect((await replayTrace(path, indexTarget(new MemoryBackend()))).differences).toEqual([]);
    const backend = await TraceBackend.open(path);
    const server = await startServer({}, backend);
    expect((await replayTrace(plain, await openServerTarget(server.url))).differences).toEqual([]);
    await server[Symbol.asyncDispose]();
    expect(unpacked()).toEqual(before);
  });

  it('is refused where it is damaged', async () => {
    const path = join(temporaryFolder(), 'run.jsonl.gz');
    const whole = gzipSync(readFileSync(await recorded()));
    writeFileSync(path, whole.subarray(0, whole.length >> 1));
    await expect(replayTrace(path, indexTarget(new MemoryBackend()))).rejects.toMatchObject({
      code: 'TRACE_INVALID',
      message: `${path} is a damaged gzip file`,
    });
  });
});

describe('a server of a trace', () => {
  it('answers all that was asked, byte for byte, and refuses the rest', async () => {
    const path = await recorded();
    await using server = await startServer({}, await TraceBackend.open(path));
    const report = await replayTrace(path, await openServerTarget(server.url), { clients: 16 });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toBe(0);
    const refused = await server.post('/v1/search', { query: 'never asked' });
    expect(refused.status).toBe(404);
    expect((await refused.json()).error.code).toBe('TRACE_MISS');
  });

  it('passes on to the same index what it does not know, and takes no other', async () => {
    const path = await recorded();
    await using server = await startServer({}, await TraceBackend.open(path, new MemoryBackend()));
    expect((await server.post('/v1/search', { query: 'never asked tide' })).status).toBe(200);
    const other = changed(TIDE_POOL.slice(1));
    await expect(TraceBackend.open(path, other)).rejects.toMatchObject({ code: 'INDEX_ID_MISMATCH' });
  });
});
