import type { Analyzer } from '../../src/analysis/analyzer.ts';
import type { Hit } from '../../src/contract/search.ts';

/** What is counted of snippets. */
export interface SnippetFacts {
  snippets: number;
  /** Both ends are ends of sentences or clauses, or carry the ellipsis. */
  ends: number;
  /** Both ends are ends of sentences or paragraphs. */
  sentences: number;
  /** Of two fragments. */
  two: number;
  /** A fragment begins or ends within a token of the analyzer. */
  split: number;
  /** A fragment has a bracket that closes but does not open in it, or opens and does not close. */
  brackets: number;
  /** The fragments are not the snippet, or a highlight is not on a token. */
  offsets: number;
  /** Without highlight. */
  unmarked: number;
}

const LEAD = '… ';
const TAIL = ' …';
/** With closing quotes and brackets. */
const SENTENCE = /[.!?…。！？]["'”’)\]]*$/u;
const CLAUSE = /[,;:)\]–—-]["'”’]*$/u;

/** Reads each snippet with regular expressions and with the whole text of its document. */
export function countSnippets(
  shown: readonly { readonly hit: Hit; readonly text: string }[],
  analyzer: Analyzer,
): SnippetFacts {
  const facts: SnippetFacts = {
    ...{ snippets: 0, ends: 0, sentences: 0, two: 0 },
    ...{ split: 0, brackets: 0, offsets: 0, unmarked: 0 },
  };
  for (const { hit, text } of shown) {
    const { snippet = '', fragments = [], highlights = [], start = 0, end = 0 } = hit;
    facts.snippets++;
    if (fragments.length > 1) facts.two++;
    if (highlights.length === 0) facts.unmarked++;
    const before = endsWell(text.slice(0, start));
    const behind = text.slice(end).trim() === '' ? 'sentence' : endsWell(text.slice(0, end), text.slice(end));
    const isLed = snippet.startsWith(LEAD) && !text.startsWith(LEAD, start);
    const isTailed = snippet.endsWith(TAIL) && !text.slice(0, end).endsWith(TAIL);
    if ((before !== 'none' || isLed) && (behind !== 'none' || isTailed)) facts.ends++;
    if (before === 'sentence' && behind === 'sentence') facts.sentences++;
    const tokens: [number, number][] = [];
    analyzer.analyze(text, (_term, _position, from, to) => tokens.push([from, to]));
    const cuts = fragments.flatMap((fragment) => [fragment.start, fragment.end]);
    if (tokens.some(([from, to]) => cuts.some((cut) => from < cut && cut < to))) facts.split++;
    if (fragments.some((fragment) => !isBalanced(text.slice(fragment.start, fragment.end)))) facts.brackets++;
    const inner = fragments.map((fragment) => text.slice(fragment.start, fragment.end)).join(' … ');
    const isExact = snippet === `${isLed ? LEAD : ''}${inner}${isTailed ? TAIL : ''}`;
    const starts = new Set(tokens.map(([from, to]) => text.slice(from, to)));
    if (!isExact || !highlights.every(([from, to]) => starts.has(snippet.slice(from, to)))) facts.offsets++;
  }
  return facts;
}

/** How what stands before a cut ends. */
function endsWell(before: string, behind = ''): 'sentence' | 'clause' | 'none' {
  const bare = before.trimEnd();
  const blank = before.slice(bare.length) + behind.slice(0, behind.length - behind.trimStart().length);
  if (bare === '' || SENTENCE.test(bare) || /\n\s*\n/.test(blank)) return 'sentence';
  return CLAUSE.test(bare) || blank.includes('\n') || /^\s*[([–—-]/u.test(behind) ? 'clause' : 'none';
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
