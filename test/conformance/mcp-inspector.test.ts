/** The command line of the MCP Inspector, as people use it to look at a server. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { ARTICLES, PROGRAM, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const INSPECTOR = join(ROOT, 'node_modules', '@modelcontextprotocol', 'inspector-cli', 'build', 'index.js');

/** What the command line prints, as JSON. */
function inspect(...arguments_: readonly string[]) {
  const ran = spawnSync(process.execPath, [INSPECTOR, ...arguments_], { encoding: 'utf8', timeout: 120_000 });
  expect([ran.status, ran.stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(ran.stdout);
}

describe('the command line of the Inspector', () => {
  let directory: string;
  let server: ServerProcess;
  beforeAll(async () => {
    directory = join(temporaryFolder(), 'handbook');
    expect(runProgram(['index', ARTICLES, '--out', directory, '--quiet']).code).toBe(0);
    server = await startProcess(PROGRAM, 'serve', directory, '--port', '0', '--json', '--log', 'off');
  });
  afterAll(async () => {
    server?.child.kill();
    await server?.exited;
  });

  it('lists the tools over HTTP and over standard input alike', () => {
    const overHttp = inspect(`${server.url}/mcp`, '--transport', 'http', '--method', 'tools/list');
    expect(overHttp.tools.map(({ name }: { name: string }) => name)).toEqual(['search', 'fetch', 'grep', 'links']);
    expect(inspect(process.execPath, PROGRAM, 'mcp', directory, '--method', 'tools/list')).toEqual(overHttp);
  });

  it('calls a tool, over both the same', () => {
    const call = [
      '--method',
      'tools/call',
      '--tool-name',
      'search',
      '--tool-arg',
      'query=posting list',
      '--tool-arg',
      'k=2',
    ];
    const overHttp = inspect(`${server.url}/mcp`, '--transport', 'http', ...call);
    expect(overHttp.structuredContent.results[0]).toMatchObject({ id: 'posting-list.md', title: 'Posting list' });
    expect(inspect(process.execPath, PROGRAM, 'mcp', directory, ...call)).toEqual(overHttp);
  });

  it('lists the template of documents', () => {
    const listed = inspect(`${server.url}/mcp`, '--transport', 'http', '--method', 'resources/templates/list');
    expect(listed.resourceTemplates).toMatchObject([{ name: 'handbook', mimeType: 'text/plain' }]);
  });
});
