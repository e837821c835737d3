import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { xorshift32 } from '../../../src/evaluation/xorshift.ts';

/**
 * Pages that nobody has written: sentences of the words of the handbook, as often as it has them, with rare names between them, so
 * that terms are as common and as many as in a collection of that size. The same at every call.
 */

const SEED = 20_260_101;
const RARE_NAMES = 60_000;
/** Of a hundred words. */
const RARE_PERCENT = 4;
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe qi ro su ta ve wi xo zu bran clem dorn fell grist'.split(' ');

/** @param folder made; page n is `page-NNNNN.md` there */
export function makePages(folder: string, handbook: string, pages: number, characters: number): void {
  mkdirSync(folder);
  const next = xorshift32(SEED);
  const words = readWords(handbook);
  const word = () => (next() % 100 < RARE_PERCENT ? rareName(next) : words[next() % words.length]);
  const sentence = () => `${capital(Array.from({ length: 8 + (next() % 16) }, word).join(' '))}.`;
  for (let number = 0; number < pages; number++) {
    const parts = [`# ${capital(`${word()} ${word()} ${word()}`)}`];
    parts.push(`See [${word()}](${pageName(next() % pages)}) first.`);
    for (let held = 0; held < characters; held += parts[parts.length - 1].length + 2) {
      if (next() % 6 === 0) parts.push(`## ${capital(word())} and ${word()}`);
      parts.push(Array.from({ length: 3 + (next() % 4) }, sentence).join(' '));
    }
    writeFileSync(join(folder, pageName(number)), `${parts.join('\n\n')}\n`);
  }
}

export function pageName(number: number): string {
  return `page-${String(number).padStart(5, '0')}.md`;
}

function readWords(folder: string): string[] {
  const texts = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.join('\n').match(/[A-Za-z]{2,}/g) ?? [];
}

/** A few of them often, most of them seldom. */
function rareName(next: () => number): string {
  let rest = Math.floor((next() % RARE_NAMES) * ((next() % 1000) / 1000));
  let name = '';
  do {
    name += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  } while (rest > 0);
  return capital(`${name}en`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
