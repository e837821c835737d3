import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadHnswlib } from '../../src/retrieval/hnswlib-module.ts';
import { makeCollection, makeQueries } from '../support/generated-index.ts';
import { builtProgram, startProcess } from '../support/http-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = builtProgram('src/cli/main.js');
const [QUERY] = makeQueries(1);

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

const run = (...args: readonly string[]): Outcome => runNode([], args);

function runNode(flags: readonly string[], args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, PROGRAM as string, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, output: stdout, errors: stderr };
}

function succeed(...args: readonly string[]): string {
  const { code, output, errors } = run(...args);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return output;
}

function writeCollection(): { corpus: string; directory: string } {
  const folder = temporaryFolder();
  const corpus = join(folder, 'corpus.jsonl');
  writeFileSync(corpus, makeCollection(300));
  return { corpus, directory: join(folder, 'index') };
}

function findReason(engine: string): string | null {
  if (PROGRAM === null) return 'the program is not built';
  if (engine !== 'hnswlib') return null;
  try {
    loadHnswlib();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(['stillweb', 'wink', 'hnswlib'])('an index built with engine %s', (engine) => {
  const reason = findReason(engine);

  it('is named, whole, and answers alike in every process and in every worker of a server', async (context) => {
    if (reason !== null) context.skip(reason);
    const { corpus, directory } = writeCollection();
    const built = JSON.parse(succeed('index', corpus, '--out', directory, '--engine', engine, '--quiet', '--json'));
    const inspected = JSON.parse(succeed('inspect', directory, '--json'));
    expect([inspected.engine, inspected.id]).toEqual([engine, built.id]);
    const checked = JSON.parse(succeed('check', directory, '--quiet', '--json'));
    expect(checked.findings).toEqual([]);
    expect(checked.golden).toBeGreaterThan(0);

    const modes = ['bm25', 'dense', 'hybrid'];
    const answers = modes.map((mode) => succeed('search', directory, QUERY, '--mode', mode, '--json'));
    // Both legs in one; the server below is asked for each alone.
    expect(succeed('search', directory, QUERY, '--mode', 'hybrid', '--json')).toBe(answers[2]);

    const server = await startProcess(
      PROGRAM as string,
      ...['serve', directory, '--port', '0', '--workers', '2', '--log', 'off', '--json'],
    );
    try {
      for (const [i, mode] of modes.entries()) {
        const { hits } = JSON.parse(answers[i]);
        expect(hits).toHaveLength(10);
        const search = async (): Promise<unknown> => {
          const response = await fetch(new URL('/v1/search', server.url), {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query: QUERY, mode }),
          });
          return ((await response.json()) as { hits: unknown }).hits;
        };
        // More at once than one worker takes.
        expect(await Promise.all(Array.from({ length: 8 }, search))).toEqual(new Array(8).fill(hits));
      }
    } finally {
      server.child.kill('SIGTERM');
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

describe('an engine that does not fit', () => {
  const reason = PROGRAM === null ? 'the program is not built' : null;

  it('is refused before anything is read, with what to do', (context) => {
    if (reason !== null) context.skip(reason);
    const { corpus, directory } = writeCollection();
    const flags = ['--out', directory, '--engine', 'hnswlib', '--encoder', 'none', '--quiet'];
    const { code, errors } = run('index', corpus, ...flags);
    expect(code).toBe(2);
    expect(errors).toContain('UNSUPPORTED: engine hnswlib searches vectors');
    expect(run('inspect', directory).errors).toContain('INDEX_MISSING');
  });

  it('is named as missing by every command when its package is not there', (context) => {
    if (reason !== null) context.skip(reason);
    const { corpus, directory } = writeCollection();
    const hiding = join(directory, '..', 'hide-hnswlib.cjs');
    writeFileSync(
      hiding,
      `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name === 'hnswlib-node') throw new Error("Cannot find module 'hnswlib-node'");
  return resolve.call(this, name, ...rest);
};
`,
    );
    const refusal = (...args: readonly string[]) => {
      const { code, errors } = runNode(['--require', hiding], args);
      return { code, errors: errors.split('\n').filter((line) => line.includes('ENGINE_MISSING')), all: errors };
    };
    const commands = [['index', corpus, '--out', `${directory}-new`, '--engine', 'hnswlib', '--quiet']];
    if (findReason('hnswlib') === null) {
      succeed('index', corpus, '--out', directory, '--engine', 'hnswlib', '--quiet');
      commands.push(['search', directory, QUERY], ['check', directory, '--quiet']);
      commands.push(['serve', directory, '--port', '0', '--workers', '2', '--log', 'off']);
    }
    for (const command of commands) {
      const { code, errors, all } = refusal(...command);
      expect([command[0], code, errors.length], all).toEqual([command[0], 1, 1]);
      expect(errors[0]).toContain("Cannot find module 'hnswlib-node'");
      expect(errors[0]).toContain('npm rebuild hnswlib-node');
      expect(all).not.toContain('bug');
    }
  });
});
