import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

/** Whose instructions the figures and rankings of a run come from. */
export interface Processor {
  /** As the operating system names it. */
  readonly model: string;
  /**
   * The class of its instructions: `x86-64` to `x86-64-v4` where Linux tells its flags, elsewhere the architecture of this Node,
   * such as `arm64` or `x64`.
   */
  readonly level: string;
}

export function describeProcessor(): Processor {
  return { model: cpus()[0]?.model.trim() || 'unknown', level: readLevel() };
}

function readLevel(): string {
  if (arch() !== 'x64') return arch();
  try {
    return levelOf(readFileSync('/proc/cpuinfo', 'latin1')) ?? arch();
  } catch {
    return arch();
  }
}

/** What each level asks for beyond the one before, as Linux names the flags. */
const LEVELS = [
  ['x86-64-v2', 'cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3'],
  ['x86-64-v3', 'abm avx avx2 bmi1 bmi2 f16c fma movbe'],
  ['x86-64-v4', 'avx512f avx512bw avx512cd avx512dq avx512vl'],
] as const;

/**
 * The microarchitecture level of a processor of x86-64; null where no flags are told.
 *
 * @param cpuinfo text of /proc/cpuinfo
 * @see System V ABI, AMD64 supplement, table 3.1
 */
export function levelOf(cpuinfo: string): string | null {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1].trim().split(/\s+/);
  if (flags === undefined) return null;
  const held = new Set(flags);
  let level = 'x86-64';
  for (const [name, wanted] of LEVELS) {
    if (!wanted.split(' ').every((flag) => held.has(flag))) break;
    level = name;
  }
  return level;
}
