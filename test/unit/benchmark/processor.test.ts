import { arch } from 'node:os';
import { expect, it } from 'vitest';
import { describeProcessor, levelOf } from '../../../src/benchmark/processor.ts';

const V1 = 'fpu cx8 cmov mmx fxsr sse sse2';
const V2 = `${V1} cx16 lahf_lm popcnt pni ssse3 sse4_1 sse4_2`;
const V3 = `${V2} avx avx2 bmi1 bmi2 f16c fma abm movbe`;
const V4 = `${V3} avx512f avx512bw avx512cd avx512dq avx512vl`;
const level = (flags: string) => levelOf(`model name\t: A\nflags\t\t: ${flags}\nbugs\t\t: b\n`);

it('names the level of a processor by its flags, and not one of which a flag is missing', () => {
  expect([V1, V2, V3, V4].map(level)).toEqual(['x86-64', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4']);
  expect(level(V4.replace('avx512dq', ''))).toBe('x86-64-v3');
  expect(level(V3.replace(' avx2', ''))).toBe('x86-64-v2');
  // A level stands on the one before: AVX-512 alone makes none.
  expect(level(V4.replace('popcnt', ''))).toBe('x86-64');
});

it('names none where no flags are told', () => {
  expect(levelOf('processor\t: 0\nFeatures\t: fp asimd\n')).toBeNull();
});

it('describes the processor of this machine', () => {
  const { model, level: own } = describeProcessor();
  expect(model).not.toBe('');
  expect(own).toMatch(arch() === 'x64' ? /^x(86-)?64(-v[234])?$/ : new RegExp(`^${arch()}$`));
});
