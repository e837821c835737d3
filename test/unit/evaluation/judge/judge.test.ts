import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Judge } from '../../../../src/evaluation/judge/judge.ts';
import type { JudgeCall } from '../../../../src/evaluation/judge/judge-record.ts';
import { MAX_JUDGE_ANSWER_BYTES } from '../../../../src/limits.ts';
import type { Patience } from '../../../../src/outbound/json-exchange.ts';
import { type JudgeServer, openJudgeServer } from '../../../support/judge-server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const callOf = (user: string): JudgeCall => ({ task: 'test', system: 'Be fair.', user });
const waits: number[] = [];
const patience: Patience = {
  attempts: 3,
  timeOut: () => AbortSignal.timeout(5000),
  wait: async (ms) => void waits.push(ms),
  longestWaitMs: 60_000,
};

let server: JudgeServer;
const sayBack = (call: Parameters<JudgeServer['behave']>[0]) => call.say(`to ${call.user}`);
beforeAll(async () => {
  server = await openJudgeServer(sayBack);
});
afterEach(() => {
  server.behave = sayBack;
  server.calls.length = 0;
  waits.length = 0;
});
afterAll(() => server.close());

const open = (record?: string, url: string | undefined = server.url) =>
  Judge.open({ url, model: 'm', record, key: 'sk-secret', patience });

describe('a judge', () => {
  const folder = temporaryFolder();

  it('is asked at temperature 0, with the key of its caller, and answers in the order of the calls', async () => {
    const judge = await open();
    const users = Array.from({ length: 20 }, (_, i) => `call ${i}`);
    expect(await judge.askAll(users.map(callOf))).toEqual(users.map((user) => `to ${user}`));
    expect(server.calls).toHaveLength(20);
    const [{ request, body }] = server.calls;
    expect(request.url).toBe('/v1/chat/completions');
    expect(request.headers.authorization).toBe('Bearer sk-secret');
    expect(body).toEqual({
      ...{ model: 'm', temperature: 0 },
      messages: [
        { role: 'system', content: 'Be fair.' },
        { role: 'user', content: 'call 0' },
      ],
    });
  });

  it('is not asked again for what is recorded, and not at all where all is', async () => {
    const record = join(folder, 'record.jsonl');
    const first = await open(record);
    await first.askAll([callOf('a'), callOf('b')]);
    expect(first.counts).toEqual({ asked: 2, recalled: 0 });
    const second = await open(record);
    await second.askAll([callOf('b'), callOf('c')]);
    expect(second.counts).toEqual({ asked: 1, recalled: 1 });
    server.calls.length = 0;
    const offline = await Judge.open({ model: 'm', record });
    expect(await offline.askAll(['c', 'a', 'b'].map(callOf))).toEqual(['to c', 'to a', 'to b']);
    expect(server.calls).toHaveLength(0);
    expect(readFileSync(record, 'utf8')).not.toMatch(/sk-secret|127\.0\.0\.1/);
    await expect(offline.askAll([callOf('d')])).rejects.toMatchObject({ code: 'JUDGE_UNRECORDED' });
    const other = await Judge.open({ model: 'another', record });
    await expect(other.askAll([callOf('a')])).rejects.toMatchObject({ code: 'JUDGE_UNRECORDED' });
  });

  it('gives one answer to a call that is made twice, as the record will', async () => {
    server.behave = ({ say }) => say(`answer ${server.calls.length}`);
    const [first, other, again] = await (await open()).askAll(['a', 'b', 'a'].map(callOf));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(server.calls).toHaveLength(2);
  });

  it('keeps what it was told when another call fails', async () => {
    const record = join(folder, 'half.jsonl');
    server.behave = (call) => {
      if (call.user === 'bad') call.response.writeHead(400).end('no such model sk-secret');
      else sayBack(call);
    };
    const failed = (await open(record)).askAll([callOf('good'), callOf('bad')]);
    await expect(failed).rejects.toMatchObject({
      code: 'JUDGE_ANSWER_INVALID',
      message: expect.not.stringContaining('sk-'),
    });
    expect(readFileSync(record, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  it('is asked again when it has too much to do, as long as it says, and is given up in the end', async () => {
    let left = 2;
    server.behave = (call) => {
      if (left-- > 0) call.response.writeHead(429, { 'retry-after': '7' }).end();
      else sayBack(call);
    };
    expect(await (await open()).askAll([callOf('a')])).toEqual(['to a']);
    expect(waits).toEqual([7000, 7000]);
    server.behave = (call) => call.response.writeHead(503).end();
    await expect((await open()).askAll([callOf('a')])).rejects.toMatchObject({ code: 'JUDGE_UNREACHABLE' });
  });

  it.each<[string, JudgeServer['behave']]>([
    ['no message', (call) => call.response.end('{"choices": []}')],
    ['a message that is no text', (call) => call.say(['a'])],
    ['no JSON', (call) => call.response.end('hello')],
    ['a redirect', (call) => call.response.writeHead(307, { location: 'http://example.org/' }).end()],
    ['more than an answer', (call) => call.say('x'.repeat(MAX_JUDGE_ANSWER_BYTES))],
  ])('is refused where it answers %s', async (_what, behave) => {
    server.behave = behave;
    await expect((await open()).askAll([callOf('a')])).rejects.toMatchObject({ code: 'JUDGE_ANSWER_INVALID' });
    expect(server.calls).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['is none', 'hello\n', 'JUDGE_RECORD_INVALID'],
    [
      'lacks an answer',
      '{"key": "a", "task": "t", "model": "m", "system": "s", "user": "u"}\n',
      'JUDGE_RECORD_INVALID',
    ],
  ])('takes no record that %s', async (_what, text, code) => {
    const record = join(folder, 'wrong.jsonl');
    writeFileSync(record, text);
    await expect(open(record)).rejects.toMatchObject({ code });
  });

  it('misses a record that is not there, where nobody else answers', async () => {
    const missing = Judge.open({ model: 'm', record: join(folder, 'nowhere.jsonl') });
    await expect(missing).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });

  it('takes no record of calls that somebody has changed', async () => {
    const record = join(folder, 'changed.jsonl');
    await (await open(record)).askAll([callOf('point')]);
    writeFileSync(record, readFileSync(record, 'utf8').replace('"user":"point"', '"user":"other"'));
    await expect(open(record)).rejects.toMatchObject({ code: 'JUDGE_RECORD_INVALID', facts: { line: 1 } });
  });

  it.each(['ftp://a/v1', 'a/v1', 'http://me:pass@127.0.0.1/v1'])('is not at %s', async (url) => {
    await expect(open(undefined, url)).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.not.stringContaining('pass@'),
    });
  });
});
