import { xorshift32 } from '../../src/evaluation/xorshift.ts';

const WORDS =
  `acid coal river salmon copper tin glass harbour willow temple orchestra magnet engine garden winter paper silver
window mountain stone anchor bridge canal desert eagle falcon glacier helmet island jungle lantern meadow nitrogen ocean
parliament quarry reservoir skeleton telescope university village whale`.split(/\s+/);

export interface MutatedCopies {
  readonly seed: number;
  readonly bases: number;
  /** Of any text before, another copy among them. */
  readonly copies: number;
}

/**
 * Texts of words, some of them copies of others: as they are, in other case, with a few words changed, with a part left out, with a
 * line before or behind, or with their halves exchanged; some nearer and some farther than any share that is asked for.
 */
export function makeMutatedCopies({ seed, bases, copies }: MutatedCopies): string[] {
  const next = xorshift32(seed);
  const word = () => WORDS[next() % WORDS.length];
  const list = (count: number) => Array.from({ length: count }, word);
  const texts = Array.from({ length: bases }, (_, i) => (i % 29 === 28 ? '' : list(3 + (next() % 160)).join(' ')));
  const changes: readonly ((words: string[]) => string[])[] = [
    (words) => words,
    (words) => words.map((each, i) => (i % 3 === 0 ? each.toUpperCase() : each)),
    (words) => words.map((each) => (next() % 100 < 2 ? word() : each)),
    (words) => words.map((each) => (next() % 100 < 6 ? word() : each)),
    (words) => words.slice(0, Math.ceil((words.length * (70 + (next() % 30))) / 100)),
    (words) => [...list(next() % 12), ...words],
    (words) => [...words, ...list(next() % 30)],
    (words) => [...words.slice(words.length >> 1), ...words.slice(0, words.length >> 1)],
  ];
  for (let i = 0; i < copies; i++) {
    const words = texts[next() % texts.length].split(' ').filter((each) => each !== '');
    texts.splice(next() % (texts.length + 1), 0, changes[next() % changes.length](words).join(' '));
  }
  return texts;
}
