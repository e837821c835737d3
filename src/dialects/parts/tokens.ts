/** Tokens of language models, as vendors count and bound texts: about four letters each. */

const CHARACTERS_PER_TOKEN = 4;

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** @returns UTF-16 code units */
export function charactersOf(tokens: number): number {
  return tokens * CHARACTERS_PER_TOKEN;
}
