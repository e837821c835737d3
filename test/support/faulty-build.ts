import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import { openIndex, readCurrent } from '../../src/store/open.ts';
import type { FaultPlan } from './faulty-calls.ts';
import { injectFault } from './faulty-calls.ts';
import { interruptedBuild } from './interrupted-build.ts';
import { ROOT } from './program.ts';

/** A small build that meets one fault, over a directory that has something of everything that a build removes or replaces. */

export type FaultyThread = 'main' | 'unit' | 'shard';

/** Two units, one worker: the same calls in the same order every time. */
export function faultyBuild(input: string, directory: string, modules: readonly string[]): BuildOptions {
  return { ...interruptedBuild(input, directory), modules };
}

const compiled = (...path: string[]): string => join(ROOT, 'dist', 'test', ...path);

export class FaultyBuilds {
  readonly #folder: string;
  readonly #makeCollection: (documents: number) => string;
  readonly #input: string;
  readonly #directory: string;
  readonly #template: string;
  /** Generations that may be current: the one that was there, and that of the build. */
  #older = '';
  #expected = '';
  id = '';

  /** @param makeCollection JSON Lines of so many documents */
  constructor(folder: string, makeCollection: (documents: number) => string) {
    this.#folder = folder;
    this.#makeCollection = makeCollection;
    this.#input = join(folder, 'corpus.jsonl');
    this.#directory = join(folder, 'index');
    this.#template = join(folder, 'template');
  }

  /** Makes a directory with an older index, what a killed build of another collection left, and the lock of a dead builder. */
  async prepare(): Promise<void> {
    const other = join(this.#folder, 'older.jsonl');
    writeFileSync(other, this.#makeCollection(30));
    writeFileSync(this.#input, this.#makeCollection(60));
    this.#older = (await buildIndex(faultyBuild(other, this.#template, []))).generation;
    const building = join(this.#template, 'building');
    mkdirSync(join(building, 'generation'), { recursive: true });
    for (const name of ['journal.jsonl', 'unit-000000.bin', 'unit-000001.bin.new', 'generation/terms-000.bin']) {
      writeFileSync(join(building, name), '{"key":"another"}\n');
    }
    writeFileSync(join(this.#template, 'LOCK'), '4194305 1\n');
    writeFileSync(join(this.#template, 'LOCK.0123456789abcdef'), '');
    this.#reset();
    const { id, generation } = await buildIndex(faultyBuild(this.#input, this.#directory, []));
    this.id = id;
    this.#expected = generation;
  }

  #reset(): void {
    rmSync(this.#directory, { recursive: true, force: true });
    cpSync(this.#template, this.#directory, { recursive: true });
  }

  /** The calls of a thread in an undisturbed build. */
  async listCalls(thread: FaultyThread): Promise<string[]> {
    const log = join(this.#folder, `calls-${thread}`);
    writeFileSync(log, '');
    this.#reset();
    await this.#build(thread, { directory: this.#directory, call: 0, fault: 'EIO', log });
    return readFileSync(log, 'utf8').trimEnd().split('\n');
  }

  /** @returns what the build threw; null where it succeeded or was killed */
  async meet(thread: FaultyThread, call: number, fault: FaultPlan['fault']): Promise<unknown> {
    this.#reset();
    const plan: FaultPlan = { directory: this.#directory, call, fault };
    if (fault === 'kill') {
      const program = compiled('support', 'faulty-build-program.js');
      const arguments_ = [program, this.#input, this.#directory, moduleUrl(thread, plan)];
      const { signal, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
      if (signal !== 'SIGKILL') throw new Error(`was not killed at call ${call}: ${stderr}`);
      return null;
    }
    try {
      await this.#build(thread, plan);
      return null;
    } catch (error) {
      return error;
    }
  }

  async #build(thread: FaultyThread, plan: FaultPlan): Promise<BuildResult> {
    if (thread !== 'main') return buildIndex(faultyBuild(this.#input, this.#directory, [moduleUrl(thread, plan)]));
    const restore = injectFault(plan);
    try {
      return await buildIndex(faultyBuild(this.#input, this.#directory, []));
    } finally {
      restore();
    }
  }

  /** Whether the directory has the old index or the new one, whole. @throws what opening it throws */
  hasWholeIndex(): boolean {
    openIndex(this.#directory);
    return [this.#older, this.#expected].includes(readCurrent(this.#directory).generation);
  }

  /** Builds again, undisturbed. @returns the id, and what is left beside the index */
  async again(): Promise<{ id: string; left: string[] }> {
    const { id } = await buildIndex(faultyBuild(this.#input, this.#directory, []));
    openIndex(this.#directory);
    const left = ['building', 'LOCK', 'LOCK.0123456789abcdef'].filter((name) =>
      existsSync(join(this.#directory, name)),
    );
    return { id, left };
  }
}

function moduleUrl(thread: FaultyThread, { directory, call, fault, log }: FaultPlan): string {
  const url = pathToFileURL(compiled('support', 'faulty-calls-module.js'));
  const settings = { thread, directory, call: String(call), fault, ...(log === undefined ? {} : { log }) };
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, value);
  return url.href;
}
