/**
 * The conformance suite of the Model Context Protocol, run against the program. Its packages want Node 22 and are not among those
 * of the repository, whose oldest Node is 20: they are installed from the registry for this test alone.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startProcess } from '../support/http-process.ts';
import { ARTICLES, PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SUITE = '@modelcontextprotocol/conformance';
const VERSION = '0.2.0-alpha.12';

/**
 * Scenarios that ask nothing of a server's own, and the checks of them that it does not meet. All others want tools, prompts
 * and resources that the suite names, such as `test_simple_text`.
 */
const SCENARIOS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '2026-07-28': {
    'server-stateless': [
      // Of tools that the suite names.
      'sep-2575-http-server-no-independent-requests-on-stream',
      'sep-2575-missing-capability-http-400',
      'sep-2575-server-no-log-without-loglevel',
      'sep-2575-server-rejects-undeclared-capability',
      // Nothing ever changes, so there is nothing to subscribe to.
      'sep-2575-server-sends-subscription-ack',
      'sep-2575-server-tags-subscription-id',
    ],
    'tools-list': [],
    'resources-list': [],
    'sep-2164-resource-not-found': [],
    'dns-rebinding-protection': [],
    'http-header-validation': [],
    'input-required-result-unsupported-methods': [],
    'input-required-result-validate-input': [],
    // There are no prompts.
    caching: ['sep-2549-prompts-list-caching-hints'],
  },
  '2025-11-25': {
    'server-initialize': [],
    ping: [],
    'tools-list': [],
    'resources-list': [],
    'dns-rebinding-protection': [],
  },
};

interface Check {
  readonly id: string;
  readonly status: string;
}

/** Why the suite cannot be run here, or null. */
function whyNot(folder: string): string | null {
  if (Number(process.versions.node.split('.')[0]) < 22) return `it needs Node 22, and this is ${process.version}`;
  const arguments_ = [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${SUITE}@${VERSION}`,
  ];
  const installed = spawnSync('npm', arguments_, { encoding: 'utf8', timeout: 300_000 });
  return installed.status === 0
    ? null
    : `${SUITE} cannot be installed: ${String(installed.stderr).trim().split('\n')[0]}`;
}

const folder = temporaryFolder();
const reason = whyNot(folder);

describe.skipIf(reason !== null)(`the conformance suite${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let server: ServerProcess;
  beforeAll(async () => {
    const directory = join(folder, 'handbook');
    expect(runProgram(['index', ARTICLES, '--out', directory, '--quiet']).code).toBe(0);
    server = await startProcess(PROGRAM, 'serve', directory, '--port', '0', '--json', '--log', 'off');
  });
  afterAll(async () => {
    server?.child.kill();
    await server?.exited;
  });

  it.each(Object.keys(SCENARIOS))('of revision %s passes in all that it asks without tools of its own', (revision) => {
    const output = join(folder, revision);
    const program = join(folder, 'node_modules', SUITE, 'dist', 'index.js');
    const arguments_ = [program, 'server', '--url', `${server.url}/mcp`, '--requirements', revision, '-o', output];
    spawnSync(process.execPath, arguments_, { encoding: 'utf8', timeout: 300_000 });
    const failed = Object.fromEntries(
      Object.keys(SCENARIOS[revision]).map((scenario) => {
        const name = readdirSync(output).find((each) => new RegExp(`^server-${scenario}-\\d{4}-`).test(each));
        const checks: Check[] = JSON.parse(readFileSync(join(output, name ?? scenario, 'checks.json'), 'utf8'));
        expect(checks.filter(({ status }) => status === 'SUCCESS').length, scenario).toBeGreaterThan(0);
        return [
          scenario,
          checks
            .filter(({ status }) => status === 'FAILURE')
            .map(({ id }) => id)
            .sort(),
        ];
      }),
    );
    expect(failed).toEqual(SCENARIOS[revision]);
  });
});
