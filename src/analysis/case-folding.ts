import { CASE_FOLDINGS } from './unicode-tables.ts';

const FOLDINGS: ReadonlyMap<string, string> = new Map(
  CASE_FOLDINGS.split(' ').map((entry) => {
    const character = String.fromCodePoint(entry.codePointAt(0)!);
    return [character, entry.slice(character.length)];
  }),
);

/**
 * Full case folding of one code point (Unicode 15.1, C and F of CaseFolding.txt): `ς` and `Σ` are `σ`, `ß` is `ss`. One code
 * point gives up to three. No language is asked for: a Turkish `ı` stays, and `İ` is `i` and a combining dot.
 */
export function foldCase(character: string): string {
  return character < '\x80' ? character.toLowerCase() : (FOLDINGS.get(character) ?? character);
}

/** Every character that is not its own folding, with that folding. */
export function characterFoldings(): Iterable<readonly [string, string]> {
  return FOLDINGS;
}
