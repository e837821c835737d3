import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../src/wasm/kernel-exports.ts';
import { openKernel } from '../../../src/wasm/kernel-module.ts';
import { createSharedMemory } from '../../../src/wasm/shared-memory.ts';
import { readSource } from '../../support/import-graph.ts';

/** Parameters in their order, and whether something is returned, by function. */
type Signatures = Record<string, { parameters: string[]; returns: boolean }>;

function readSignatures(source: string, start: string): Signatures {
  const found = source.matchAll(new RegExp(`^${start}(\\w+)\\(([^)]*)\\): (\\w+)`, 'gm'));
  return Object.fromEntries(
    Array.from(found, ([, name, parameters, type]) => [
      name,
      {
        parameters: Array.from(parameters.matchAll(/(\w+):/g), ([, parameter]) => parameter),
        returns: type !== 'void',
      },
    ]),
  );
}

/** What a kernel's file exports, itself or from another. */
function readKernel(name: string): Signatures {
  const read = (file: string) => readSource(`src/kernel/assembly/${file}.ts`);
  const source = read(name);
  const passedOn = Array.from(source.matchAll(/^export \{ ([^}]+) \} from '\.\/([\w-]+)';$/gm), ([, names, file]) => {
    const all = readSignatures(read(file), 'export function ');
    return Object.fromEntries(names.split(', ').map((each) => [each, all[each]]));
  });
  return Object.assign({}, ...passedOn, readSignatures(source, 'export function '));
}

/** The blocks of the interface, by kernel. */
function readDeclared(): Record<string, Signatures> {
  const source = readSource('src/wasm/kernel-exports.ts');
  const blocks = source.matchAll(/^ {2}'?([\w-]+)'?: \{\n(.*?)^ {2}\};$/gms);
  return Object.fromEntries(Array.from(blocks, ([, name, body]) => [name, readSignatures(body, ' {4}')]));
}

const KERNELS = /const KERNELS = \[([^\]]+)\]/.exec(readSource('scripts/kernels.mjs'))?.[1] ?? '';
const NAMES = KERNELS.split(', ').map((name) => name.slice(1, -1)) as KernelName[];

describe('the exports that a caller of kernels sees', () => {
  it('are those of every kernel that the build compiles', () => {
    expect(Object.keys(readDeclared()).sort()).toEqual([...NAMES].sort());
  });

  it.each(NAMES)('have the parameters of %s in their order', (name) => {
    expect(readDeclared()[name]).toEqual(readKernel(name));
  });

  it.each(NAMES)('are there when %s is opened', (name) => {
    const memory = createSharedMemory(1) as WebAssembly.Memory;
    const { memory: own, ...functions } = openKernel(name, memory) as Record<string, unknown>;
    const declared = Object.entries(readDeclared()[name]);
    expect(Object.keys(functions).sort()).toEqual(declared.map(([each]) => each).sort());
    for (const [each, { parameters }] of declared) {
      expect((functions[each] as { length: number }).length).toBe(parameters.length);
    }
    expect(own ?? memory).toBe(memory);
  });
});
