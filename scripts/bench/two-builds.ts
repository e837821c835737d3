import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Searcher } from '../../src/retrieval/searcher.ts';

/** Two builds of this program in one process, in turn: what else the machine does meets both alike. */

/** The build that is measured where none is named. */
export const THIS_BUILD = join(import.meta.dirname, '..', '..');

/** Loads a module of a build. @param dist its `dist` @param path below `src` */
export async function loadFrom(dist: string, path: string) {
  return await import(pathToFileURL(resolve(dist, 'src', ...path.split('/'))).href);
}

export async function openSearcher(dist: string, directory: string): Promise<Searcher> {
  const { Searcher: Opened } = await loadFrom(dist, 'retrieval/searcher.js');
  const { openIndex } = await loadFrom(dist, 'store/open.js');
  return await Opened.open(openIndex(directory));
}

const WARM = 3;
/** Questions that one build answers before the other: a server answers one after the other too, its code in the caches. */
const BLOCK = 20;

/**
 * The fastest pass of each question, in both builds.
 *
 * @param questions how many there are
 * @param passes measured, behind some that are not
 * @param time what one answer takes, in milliseconds
 * @returns milliseconds of each question, before and after
 */
export async function fastestInTurn(
  questions: number,
  passes: number,
  time: (build: number, question: number) => Promise<number>,
): Promise<[before: Float64Array, after: Float64Array]> {
  const fastest = (): Float64Array => new Float64Array(questions).fill(Number.POSITIVE_INFINITY);
  const best: [Float64Array, Float64Array] = [fastest(), fastest()];
  for (let pass = 0; pass < WARM + passes; pass++) {
    for (let first = 0; first < questions; first += BLOCK) {
      // Which goes first alternates: the machine may grow slower or faster meanwhile.
      const order = (pass + first / BLOCK) % 2 === 0 ? [0, 1] : [1, 0];
      for (const build of order) {
        for (let i = first; i < Math.min(questions, first + BLOCK); i++) {
          const ms = await time(build, i);
          if (pass >= WARM) best[build][i] = Math.min(best[build][i], ms);
        }
      }
    }
  }
  return best;
}
