/** A byte-level tokenizer of a few words: a word behind a space is another token than one at the beginning. */
export const BYTE_LEVEL = JSON.stringify({
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: null,
  model: {
    type: 'BPE',
    unk_token: null,
    vocab: Object.fromEntries(['s', 'e', 'a', 'Ġ', 'se', 'sea', 'Ġs', 'Ġse', 'Ġsea'].map((token, id) => [token, id])),
    merges: [
      ['s', 'e'],
      ['se', 'a'],
      ['Ġ', 'sea'],
    ],
  },
});
