import { isUnassigned } from '../../analysis/code-point.ts';
import { damaged, type ModelFolder, readModelJson, TOKENIZER, TOKENIZER_CONFIG } from './model-folder.ts';
import { loadTokenizers, type Tokenizer } from './onnx-packages.ts';

/** Code units of a text that are looked at, for each token that is wanted: no tokenizer makes longer tokens of running text. */
const CODE_UNITS_A_TOKEN = 24;

/** Reads texts as the tokens of a model, cut as sentence-transformers cuts them: what closes a text stays. */
export class TokenReader {
  readonly #tokenizer: Tokenizer;
  readonly #tokens: number;
  /** Tokens that the model puts in front of a text, and behind it. */
  readonly #before: number;
  readonly #after: readonly number[];

  /** @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED */
  constructor({ folder, tokens }: Pick<ModelFolder, 'folder' | 'tokens'>) {
    const { tokenizer, probed } = openTokenizer(folder, (made) => ({
      bare: made.encode('a', { add_special_tokens: false }).ids,
      whole: made.encode('a').ids,
    }));
    this.#tokenizer = tokenizer;
    this.#before = Math.max(0, probed.whole.indexOf(probed.bare[0]));
    this.#after = probed.whole.slice(this.#before + probed.bare.length);
    this.#tokens = tokens;
  }

  /** Numbers of the tokens of a text, with those around it; at most as many as the model reads. */
  read(text: string): number[] {
    const { ids } = this.#tokenizer.encode(readableText(text, this.#tokens));
    if (ids.length <= this.#tokens) return [...ids];
    return [...ids.slice(0, this.#tokens - this.#after.length), ...this.#after];
  }
}

/**
 * @param probe what is read with it to see whether it is one
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED
 */
export function openTokenizer<Probed>(
  folder: string,
  probe: (tokenizer: Tokenizer) => Probed,
): { readonly tokenizer: Tokenizer; readonly probed: Probed } {
  const settings = readModelJson(folder, TOKENIZER);
  if (settings === null) throw damaged(folder, TOKENIZER, 'is not there');
  const { Tokenizer } = loadTokenizers();
  try {
    const tokenizer = new Tokenizer(settings, readModelJson(folder, TOKENIZER_CONFIG) ?? {});
    return { tokenizer, probed: probe(tokenizer) };
  } catch (cause) {
    throw damaged(folder, TOKENIZER, `is no tokenizer (${cause instanceof Error ? cause.message : cause})`);
  }
}

/** As much of a text as so many tokens can come from, with what newer versions of Node know as letters read as nothing. */
export function readableText(text: string, tokens: number): string {
  return withoutUnassigned(text.slice(0, tokens * CODE_UNITS_A_TOKEN));
}

/** What newer versions of Node know as letters, and older ones do not, is read as nothing by all of them. */
function withoutUnassigned(text: string): string {
  let isSame = true;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x2ff) isSame = false;
  if (isSame) return text;
  let assigned = '';
  for (const character of text.toWellFormed()) assigned += isUnassigned(character.codePointAt(0)!) ? ' ' : character;
  return assigned;
}
