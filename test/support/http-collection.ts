/** Made-up collections of any size from a seed, and indexes built from them by the built program. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtProgram } from './http-process.ts';

/** The built command line, or null where it has not been built. */
export const COMMAND_LINE = builtProgram('src/cli/main.js');

/** Whole numbers below `bound`, the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const SYLLABLES = ['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'se', 'ti', 'vo', 'zu', 'pel', 'dor', 'gan', 'hest'];

/** Words of which a few are common and most are rare: the product of two draws favours small numbers. */
export function drawWord(next: (bound: number) => number): string {
  let number = Math.floor((next(60) * next(60)) / 2) + next(4);
  let word = '';
  do {
    word += SYLLABLES[number % SYLLABLES.length];
    number = Math.floor(number / SYLLABLES.length);
  } while (number > 0);
  return word;
}

/** Builds `folder/NAME` from `documents` documents of about eighty words. */
export function buildIndex(folder: string, name: string, documents: number, seed: number): string {
  const next = seededNumbers(seed);
  const lines = Array.from({ length: documents }, (_, i) => {
    const text = Array.from({ length: 60 + next(40) }, () => drawWord(next)).join(' ');
    return `${JSON.stringify({ _id: `d${i}`, title: `${drawWord(next)} ${drawWord(next)}`, text })}\n`;
  });
  const input = join(folder, `${name}.jsonl`);
  const output = join(folder, name);
  writeFileSync(input, lines.join(''));
  const built = spawnSync(process.execPath, [COMMAND_LINE!, 'index', input, '--out', output, '--quiet'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the build ended with ${built.status}: ${built.stderr}`);
  return output;
}

export function drawQuery(next: (bound: number) => number): string {
  return Array.from({ length: 1 + next(4) }, () => drawWord(next)).join(' ');
}
