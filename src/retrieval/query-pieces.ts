import type { Analyzer, TokenVisitor } from '../analysis/analyzer.ts';
import { QueryTokenizer } from '../encoder/query-tokenizer.ts';
import { WordPiece } from '../encoder/word-piece.ts';
import { StillwebError } from '../errors.ts';
import { QUERY_TOKENIZER_FILE } from '../format/file-names.ts';
import { readFileSync } from '../store/file-system.ts';

/** BERT's uncased vocabulary, which the static encoder has too. */
const VOCABULARY = new URL('../encoder/static-minilm/vocab.txt', import.meta.url);
const UNKNOWN = '[UNK]';

let pieces: { readonly tokens: readonly string[]; readonly wordPiece: WordPiece } | null = null;
/** Those that are open in this thread, by the bytes of their files. */
const tokenizers = new WeakMap<ArrayBufferLike, QueryTokenizer>();

/** One a thread, made when first an index asks for it. */
function openPieces(): NonNullable<typeof pieces> {
  if (pieces === null) {
    const tokens = readFileSync(VOCABULARY, 'utf8').replace(/\n$/, '').split('\n');
    pieces = { tokens, wordPiece: new WordPiece(tokens) };
  }
  return pieces;
}

/** An analyzer whose queries are cut into the pieces of BERT's uncased WordPiece, `[UNK]` left out. */
export function piecesOfQueries(analyzer: Analyzer): Analyzer {
  const { tokens, wordPiece } = openPieces();
  return withTokens(analyzer, false, (text) => {
    const found: string[] = [];
    wordPiece.tokenise(text, (ids) => {
      for (const id of ids) if (tokens[id] !== UNKNOWN) found.push(tokens[id]);
      return true;
    });
    return found;
  });
}

/**
 * An analyzer whose queries are cut by a tokenizer of the index. Words that stand side by side are read as one text: for many of them a word
 * behind a space has other tokens than one that begins a text.
 *
 * @param bytes of the file of the index
 * @throws StillwebError ENCODER_MISSING, INDEX_CORRUPT
 */
export function tokensOfQueries(analyzer: Analyzer, bytes: Uint8Array): Analyzer {
  const tokenizer = openTokenizer(bytes);
  return withTokens(analyzer, true, (text) => tokenizer.tokens(text));
}

function openTokenizer(bytes: Uint8Array): QueryTokenizer {
  const known = tokenizers.get(bytes.buffer);
  if (known !== undefined) return known;
  try {
    const opened = new QueryTokenizer(bytes);
    tokenizers.set(bytes.buffer, opened);
    return opened;
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    const message = `${QUERY_TOKENIZER_FILE} is no tokenizer`;
    throw new StillwebError('INDEX_CORRUPT', message, { file: QUERY_TOKENIZER_FILE }, { cause });
  }
}

/** As the tokens of a vector have no order, all have position 0. */
function withTokens(
  analyzer: Analyzer,
  readsWordsTogether: boolean,
  tokensOf: (text: string) => readonly string[],
): Analyzer {
  return {
    name: analyzer.name,
    version: analyzer.version,
    readsWordsTogether,
    analyze: (text, visit) => analyzer.analyze(text, visit),
    analyzeQuery(text: string, visit: TokenVisitor): void {
      for (const token of tokensOf(text)) visit(token, 0, 0, text.length);
    },
  };
}
