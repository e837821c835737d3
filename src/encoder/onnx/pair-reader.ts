import { damaged, type ModelFolder, TOKENIZER } from './model-folder.ts';
import type { Tokenizer } from './onnx-packages.ts';
import { readableText } from './readable-text.ts';
import { openTokenizer } from './token-reader.ts';

/** The tokens of a query and a passage, in the order in which a model reads them. */
export interface TokenPair {
  readonly ids: readonly number[];
  /** Which of both each token is told to be of: 0 or 1. */
  readonly kinds: readonly number[];
}

/** Tokens that a model puts before the query, between both, and behind the passage. */
type Frame = readonly [before: TokenPair, between: TokenPair, behind: TokenPair];

/**
 * Reads a query and a passage as one list of tokens. Too long a pair is cut at the end of the passage, and what closes it stays.
 * The query stays whole, but for one that takes more than half of what the model reads: that is cut there.
 */
export class PairReader {
  readonly #tokenizer: Tokenizer;
  readonly #frame: Frame;
  readonly #kinds: readonly [query: number, passage: number];
  /** Tokens for both texts together. */
  readonly #room: number;

  /** @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED */
  constructor({ folder, tokens }: Pick<ModelFolder, 'folder' | 'tokens'>) {
    const { tokenizer, probed } = openTokenizer(folder, (made) => ({
      query: made.encode('a', { add_special_tokens: false }).ids,
      passage: made.encode('b', { add_special_tokens: false }).ids,
      pair: made.encode('a', { text_pair: 'b', return_token_type_ids: true }),
    }));
    const { ids, token_type_ids: kinds } = probed.pair;
    const query = placeOf(probed.query, ids, 0);
    const behindQuery = query + probed.query.length;
    const passage = query < 0 ? -1 : placeOf(probed.passage, ids, behindQuery);
    if (passage < 0) throw damaged(folder, TOKENIZER, 'puts no two texts behind each other');
    const cut = (from: number, to?: number): TokenPair => ({ ids: ids.slice(from, to), kinds: kinds.slice(from, to) });
    this.#tokenizer = tokenizer;
    this.#frame = [cut(0, query), cut(behindQuery, passage), cut(passage + probed.passage.length)];
    this.#kinds = [kinds[query], kinds[passage]];
    this.#room = tokens - this.#frame.reduce((sum, part) => sum + part.ids.length, 0);
    if (this.#room < 2) throw damaged(folder, TOKENIZER, `leaves no room for two texts in ${tokens} tokens`);
  }

  read(query: string, passage: string): TokenPair {
    const [before, between, behind] = this.#frame;
    const asked = this.#tokensOf(query).slice(0, this.#room >> 1);
    const said = this.#tokensOf(passage).slice(0, this.#room - asked.length);
    const [ofQuery, ofPassage] = this.#kinds;
    return {
      ids: [...before.ids, ...asked, ...between.ids, ...said, ...behind.ids],
      kinds: [
        ...before.kinds,
        ...asked.map(() => ofQuery),
        ...between.kinds,
        ...said.map(() => ofPassage),
        ...behind.kinds,
      ],
    };
  }

  #tokensOf(text: string): readonly number[] {
    return this.#tokenizer.encode(readableText(text, this.#room), { add_special_tokens: false }).ids;
  }
}

/** Where some tokens stand among others; −1 for nowhere. */
function placeOf(tokens: readonly number[], all: readonly number[], from: number): number {
  for (let at = from; at + tokens.length <= all.length; at++) {
    if (tokens.length > 0 && tokens.every((token, i) => all[at + i] === token)) return at;
  }
  return -1;
}
