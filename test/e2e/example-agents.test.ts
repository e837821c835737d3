import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';
import { runAside } from '../support/package-folder.ts';
import { ROOT } from '../support/program.ts';

const FOLDER = join(ROOT, 'examples', 'agent');
const FIRST_LENS = 'When was the first Fresnel lens lit in a tower at sea?';

// biome-ignore lint/suspicious/noExplicitAny: the examples are plain JavaScript
type Loose = any;
const load = (name: string): Promise<Loose> => import(/* @vite-ignore */ pathToFileURL(join(FOLDER, name)).href);

let servers: FixtureServers;
let doors: Record<string, (url: string) => Promise<Loose>>;
beforeAll(async () => {
  servers = await serveFixtures();
  doors = (await load('doors.mjs')).DOORS;
});
afterAll(() => servers[Symbol.asyncDispose]());

describe.each(['native', 'mcp', 'dialect'])('the agent by rules, through the door %s', (name) => {
  it('finds, reads and names the sentence that answers', async () => {
    const { answerQuestion } = await load('rule-agent.mjs');
    const door = await doors[name](servers.open.url);
    const outcome = await answerQuestion(door, FIRST_LENS);
    expect(await answerQuestion(await doors[name](servers.open.url), FIRST_LENS)).toEqual(outcome);
    await door.close();
    expect(outcome.answer).toBe('The first one was lit in a tower at sea in 1823.');
    expect(outcome.source.id).toBe('lens');
    expect(outcome.missing).toEqual([]);
    expect(outcome.steps.slice(0, 2)).toEqual([`search ${FIRST_LENS}`, 'read lens']);
  });
});

it.each(['native', 'mcp'])('the agent by rules follows links for words that are missing, through %s', async (name) => {
  const { answerQuestion } = await load('rule-agent.mjs');
  const door = await doors[name](servers.open.url);
  const question = 'kerosene mantle wick lamp: what watches?';
  const outcome = await answerQuestion(door, question, { documents: 1 });
  const wide = await answerQuestion(door, question, { documents: 2 });
  await door.close();
  expect(outcome.steps).toEqual([`search ${question}`, 'read lamp', 'follow the links of lamp', 'read lens']);
  expect(outcome.missing).toContain('watches');
  expect(wide.steps).toContain('read automation');
});

it('the agent by rules says that nothing was found', async () => {
  const { answerQuestion } = await load('rule-agent.mjs');
  const door = await doors.native(servers.open.url);
  expect(await answerQuestion(door, 'xylophone')).toMatchObject({ answer: null, missing: ['xylophone'] });
});

it.each([
  [['--help'], 2, /^usage: rule-agent\.mjs/],
  [['--dor', 'mcp', 'http://127.0.0.1:1', 'x'], 2, /^Unknown option '--dor'/],
  [['http://127.0.0.1:1', 'x'], 1, /^no answer came from http:\/\/127\.0\.0\.1:1\. To mend it: .*stillweb serve/],
])('the agent by rules tells in a line what is wrong with %j', (args, status, told) => {
  const ran = spawnSync(process.execPath, [join(FOLDER, 'rule-agent.mjs'), ...args], { cwd: ROOT, encoding: 'utf8' });
  expect([ran.status, ran.stdout]).toEqual([status, '']);
  expect(ran.stderr).toMatch(told);
  expect(ran.stderr.trim().split('\n')).toHaveLength(1);
});

it('the agent by rules is a command', async () => {
  const args = [join(FOLDER, 'rule-agent.mjs'), '--door', 'mcp', servers.open.url, FIRST_LENS];
  expect(JSON.parse(await runAside(process.execPath, args, ROOT)).source.id).toBe('lens');
});

/** A stub of an endpoint of chat completions: it says what its script says, and keeps what it was asked. */
async function startModel(script: readonly object[]): Promise<{
  readonly url: string;
  readonly asked: Loose[];
  close(): void;
}> {
  const asked: Loose[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push({ path: request.url, key: request.headers.authorization, ...JSON.parse(text) });
    const message = { role: 'assistant', content: null, ...script[asked.length - 1] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices: [{ message }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, asked, close: () => server.close() };
}

const call = (name: string, given: unknown): object => ({
  tool_calls: [
    {
      id: `call-${name}`,
      type: 'function',
      function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
    },
  ],
});

describe.each([
  ['native', 'read', ['search', 'read', 'grep', 'links']],
  ['mcp', 'fetch', ['search', 'fetch', 'grep', 'links']],
  ['dialect', 'read', ['search', 'read']],
] as const)('the agent with a model, through the door %s', (name, reading, functions) => {
  it('carries the calls of the model, and gives its mistakes back to it', async () => {
    const { answerQuestion } = await load('model-agent.mjs');
    const model = await startModel([
      call('search', { query: 'lens of a lamp' }),
      call(reading, { id: 'lens' }),
      call(reading, { id: 'gone' }),
      call('dance', {}),
      call('search', '{"query":'),
      { content: 'In 1823 (lens).' },
    ]);
    const door = await doors[name](servers.open.url);
    try {
      const outcome = await answerQuestion(door, FIRST_LENS, { url: model.url, name: 'stub', key: 'secret' });
      expect(outcome.answer).toBe('In 1823 (lens).');
      expect(outcome.calls).toHaveLength(5);
    } finally {
      model.close();
      await door.close();
    }
    const [first] = model.asked;
    expect(first).toMatchObject({ path: '/v1/chat/completions', key: 'Bearer secret', model: 'stub', temperature: 0 });
    expect(first.tools.map((tool: Loose) => tool.function.name)).toEqual(functions);
    const results = model.asked.at(-1).messages.filter(({ role }: Loose) => role === 'tool');
    expect(results.map(({ tool_call_id }: Loose) => tool_call_id)).toEqual([
      'call-search',
      `call-${reading}`,
      `call-${reading}`,
      'call-dance',
      'call-search',
    ]);
    const [found, read, ...mistakes] = results.map(({ content }: Loose) => JSON.parse(content));
    expect(found.results[0].id).toBe('lens');
    expect(read.text).toContain('lit in a tower at sea in 1823');
    for (const { error } of mistakes) expect(error).toBeTruthy();
  });
});

it('the agent with a model gives up after so many rounds', async () => {
  const { answerQuestion } = await load('model-agent.mjs');
  const model = await startModel(Array(20).fill(call('search', { query: 'lamp' })));
  const door = await doors.native(servers.open.url);
  const outcome = await answerQuestion(door, FIRST_LENS, { url: model.url, name: 'stub' });
  model.close();
  expect(outcome.answer).toBeNull();
  expect(model.asked).toHaveLength(12);
  expect(model.asked[0].key).toBeUndefined();
});
