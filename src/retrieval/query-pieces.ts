import type { Analyzer, TokenVisitor } from '../analysis/analyzer.ts';
import { WordPiece } from '../encoder/word-piece.ts';
import { readFileSync } from '../store/file-system.ts';

/** BERT's uncased vocabulary, which the static encoder has too. */
const VOCABULARY = new URL('../encoder/static-minilm/vocab.txt', import.meta.url);
const UNKNOWN = '[UNK]';

let pieces: { readonly tokens: readonly string[]; readonly wordPiece: WordPiece } | null = null;

/** One a thread, made when first an index asks for it. */
function openPieces(): NonNullable<typeof pieces> {
  if (pieces === null) {
    const tokens = readFileSync(VOCABULARY, 'utf8').replace(/\n$/, '').split('\n');
    pieces = { tokens, wordPiece: new WordPiece(tokens) };
  }
  return pieces;
}

/**
 * An analyzer whose queries are cut into the pieces of BERT's uncased WordPiece, `[UNK]` left out. As the pieces of a vector have no order, all
 * have position 0.
 */
export function piecesOfQueries(analyzer: Analyzer): Analyzer {
  const { tokens, wordPiece } = openPieces();
  return {
    name: analyzer.name,
    version: analyzer.version,
    analyze: (text, visit) => analyzer.analyze(text, visit),
    analyzeQuery(text: string, visit: TokenVisitor): void {
      wordPiece.tokenise(text, (ids) => {
        for (const id of ids) if (tokens[id] !== UNKNOWN) visit(tokens[id], 0, 0, text.length);
        return true;
      });
    },
  };
}
