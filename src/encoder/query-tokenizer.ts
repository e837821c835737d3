import { loadTokenizers, type Tokenizer } from './onnx/onnx-packages.ts';
import { readableText } from './onnx/readable-text.ts';

/** What of a `tokenizer.json` says which token stands for what is in no vocabulary: by name, or by its place. */
interface TokenizerSettings {
  readonly model?: {
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
    readonly vocab?: { readonly [place: number]: readonly [token: string, score: number] };
  };
}

/** Cuts the queries of a learned sparse model as the model does, by the `tokenizer.json` that comes with it. */
export class QueryTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #unknown: string | undefined;

  /**
   * @param bytes of a `tokenizer.json`
   * @throws StillwebError ENCODER_MISSING without the package that reads it; another error where they are no tokenizer
   */
  constructor(bytes: Uint8Array) {
    const { Tokenizer } = loadTokenizers('a tokenizer.json needs');
    const settings = JSON.parse(Buffer.from(bytes).toString('utf8')) as TokenizerSettings;
    this.#tokenizer = new Tokenizer(settings, {});
    this.#tokenizer.tokenize('a', { add_special_tokens: false });
    const { unk_token: name, unk_id: place, vocab } = settings.model ?? {};
    this.#unknown = name ?? vocab?.[place ?? -1]?.[0];
  }

  /** The tokens of a text as the vocabulary writes them, without those around it and without the one for what is unknown. */
  tokens(text: string): string[] {
    const tokens = this.#tokenizer.tokenize(readableText(text, Number.POSITIVE_INFINITY), {
      add_special_tokens: false,
    });
    return tokens.filter((token) => token !== this.#unknown);
  }
}
