import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';
import { folderWithPackage, runAside } from '../support/package-folder.ts';
import { ROOT } from '../support/program.ts';
import { CLIENT_PACKAGES, hasJavascriptClients } from './support/javascript-clients.ts';

// `stillweb/langchain` and `stillweb/ai` as a user has them: the packed package beside the real frameworks. The examples are those
// of docs/clients.md, where they name another address.

const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const STRICT = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--skipLibCheck', 'false'];

describe.skipIf(!hasJavascriptClients)('a program with the package and a framework', () => {
  let servers: FixtureServers;
  let folder: string;
  beforeAll(async () => {
    servers = await serveFixtures();
    folder = folderWithPackage(CLIENT_PACKAGES);
    for (const name of ['langchain.ts', 'ai.ts']) {
      const example = readFileSync(join(ROOT, 'test', 'library', name), 'utf8');
      writeFileSync(join(folder, name), example.replaceAll('http://127.0.0.1:7080', servers.open.url));
    }
  });
  afterAll(() => servers?.[Symbol.asyncDispose]());

  const compile = (...files: string[]): Promise<string> =>
    runAside(process.execPath, [COMPILER, ...STRICT, ...files], folder);

  it('retrieves for LangChain.js, in strict TypeScript with its own types', async () => {
    await compile('langchain.ts');
    const lines = (await runAside(process.execPath, ['langchain.js'], folder)).trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^1 https:\/\/lights\.example\/guide\/lens \d+$/),
      expect.stringMatching(/^2 https:\/\/\S+ \d+$/),
      expect.stringMatching(/^lens The Fresnel lens A Fresnel lens bends the light/),
    ]);
  });

  it('answers for the AI SDK with a model that searches and reads', async () => {
    writeFileSync(
      join(folder, 'model.ts'),
      `import { MockLanguageModelV4 } from 'ai/test';
import { answer } from './ai.js';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const call = (toolName: string, input: object) => ({
  content: [{ type: 'tool-call' as const, toolCallId: toolName, toolName, input: JSON.stringify(input) }],
  finishReason: { unified: 'tool-calls' as const, raw: undefined },
  usage,
  warnings: [],
});
const asked: string[] = [];
const model = new MockLanguageModelV4({
  doGenerate: async ({ prompt }) => {
    const last = prompt.at(-1)!;
    if (last.role === 'user') return call('search', { query: 'lens of a lamp', count: 1 });
    asked.push(JSON.stringify(last.content));
    if (asked.length === 1) return call('read', { id: 'lens', find: 'six orders' });
    const text = asked.join('|');
    return { content: [{ type: 'text', text }], finishReason: { unified: 'stop', raw: undefined }, usage, warnings: [] };
  },
});
console.log(await answer(model, 'How many orders of lenses are there?'));
`,
    );
    await compile('model.ts');
    const [searched, read] = (await runAside(process.execPath, ['model.js'], folder)).split('|');
    expect(searched).toContain('"id":"lens"');
    expect(read).toContain('Lenses come in six orders.');
  });
});

it.each(['langchain.ts', 'ai.ts'])('the documentation shows test/library/%s', (name) => {
  const page = readFileSync(join(ROOT, 'docs', 'clients.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${readFileSync(join(ROOT, 'test', 'library', name), 'utf8')}\`\`\`\n`);
});
