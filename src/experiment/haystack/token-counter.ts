/** How long is a text, and which beginning of it has so many tokens? By white space, or by the tokenizer of a model. */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { hashFile } from '../../encoder/hash-file.ts';
import { openTokenizer } from '../../encoder/onnx/token-reader.ts';
import { StillwebError } from '../../errors.ts';

export interface TokenCounter {
  /** `words`, or the name of the folder that the tokenizer lies in. */
  readonly name: string;
  /** Of `tokenizer.json`; null for words. */
  readonly sha256: string | null;
  /** Tokens of a text, without those that a model puts around it. */
  count(text: string): number;
}

const TOKENIZER = 'tokenizer.json';

const words: TokenCounter = {
  name: 'words',
  sha256: null,
  count: (text) => text.match(/\S+/g)?.length ?? 0,
};

/**
 * @param source `words`, for what stands between white space; or a `tokenizer.json` of Hugging Face, or the folder of one
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED; INPUT_MISSING
 */
export async function openTokenCounter(source: string): Promise<TokenCounter> {
  if (source === words.name) return words;
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new StillwebError('INPUT_MISSING', `there is no tokenizer ${source}`, { path: source });
  }
  const folder = stats.isDirectory() ? source : dirname(source);
  if (!stats.isDirectory() && basename(source) !== TOKENIZER) {
    const message = `a tokenizer is a folder, or a file that is called ${TOKENIZER}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'tokenizer' });
  }
  const bare = { add_special_tokens: false };
  const { tokenizer } = openTokenizer(folder, (made) => made.encode('a', bare));
  return {
    name: basename(folder),
    sha256: hashFile(`${folder}/${TOKENIZER}`),
    count: (text) => tokenizer.encode(text, bare).ids.length,
  };
}

/**
 * The longest beginning of a text that ends with a word and has at most so many tokens; '' where not one word has so few. A tokenizer
 * that makes fewer tokens of more text is believed at the words that are tried.
 */
export function cutToTokens(text: string, most: number, counter: TokenCounter): string {
  const ends = Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => index + word.length);
  let fits = 0;
  for (let high = ends.length; fits < high; ) {
    const middle = Math.ceil((fits + high) / 2);
    if (counter.count(text.slice(0, ends[middle - 1])) <= most) fits = middle;
    else high = middle - 1;
  }
  return fits === 0 ? '' : text.slice(0, ends[fits - 1]);
}
