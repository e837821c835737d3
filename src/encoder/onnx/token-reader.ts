import { damaged, type ModelFolder, readModelJson, TOKENIZER, TOKENIZER_CONFIG } from './model-folder.ts';
import { loadTokenizers, type Tokenizer } from './onnx-packages.ts';
import { readableText } from './readable-text.ts';

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
