import type { Env, MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** A longer label is none: as long as one of a link may be. */
const MAX_LABEL_CHARACTERS = 999;
/** The text of a footnote goes on in lines that are indented by so much. */
const INDENT = 4;

interface FootnoteEnv extends Env {
  /** Labels that are defined on the page. */
  footnotes?: Set<string>;
}

/**
 * Footnotes as GitHub writes them: `[^label]` in the text, and `[^label]: its text` at the beginning of a line.
 *
 *   footnote_open, footnote_close   around the blocks of a definition; `content` is the label
 *   footnote_reference              its mark in a text; `content` is the label. What nobody defines is text as it stands.
 *
 * @see GitHub Docs, "Basic writing and formatting syntax", footnotes
 */
export function addFootnotes(parser: MarkdownIt): void {
  parser.block.ruler.before('reference', 'footnote', readDefinition, { alt: ['paragraph', 'reference'] });
  parser.inline.ruler.before('link', 'footnote', readReference);
}

function readDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.parentType === 'footnote') return false;
  if (state.sCount[startLine] - state.blkIndent >= INDENT) return false;
  const start = state.bMarks[startLine] + state.tShift[startLine];
  const labelEnd = findLabelEnd(state.src, start, state.eMarks[startLine]);
  if (labelEnd < 0 || state.src[labelEnd + 1] !== ':') return false;
  if (silent) return true;
  const label = state.src.slice(start + 2, labelEnd);
  const env = state.env as FootnoteEnv;
  env.footnotes ??= new Set();
  env.footnotes.add(state.md.utils.normalizeReference(label));
  state.push('footnote_open', '', 1).content = label;
  readDefinitionText(state, startLine, endLine, labelEnd + 2);
  state.push('footnote_close', '', -1);
  return true;
}

/** Reads the blocks behind the colon as if the line began there. */
function readDefinitionText(state: StateBlock, line: number, endLine: number, textStart: number): void {
  const { parentType, blkIndent } = state;
  const { [line]: mark } = state.bMarks;
  const { [line]: shift } = state.tShift;
  const { [line]: count } = state.sCount;
  const wasTight = state.tight;
  const text = state.skipSpaces(textStart);
  state.bMarks[line] = textStart;
  state.tShift[line] = Math.min(text, state.eMarks[line]) - textStart;
  state.blkIndent = blkIndent + INDENT;
  state.sCount[line] = state.blkIndent;
  state.parentType = 'footnote';
  state.md.block.tokenize(state, line, endLine);
  state.parentType = parentType;
  state.blkIndent = blkIndent;
  state.bMarks[line] = mark;
  state.tShift[line] = shift;
  state.sCount[line] = count;
  state.tight = wasTight;
}

function readReference(state: StateInline, silent: boolean): boolean {
  const { footnotes } = state.env as FootnoteEnv;
  if (footnotes === undefined) return false;
  const labelEnd = findLabelEnd(state.src, state.pos, state.posMax);
  if (labelEnd < 0) return false;
  const label = state.src.slice(state.pos + 2, labelEnd);
  if (!footnotes.has(state.md.utils.normalizeReference(label))) return false;
  if (!silent) state.push('footnote_reference', '', 0).content = label;
  state.pos = labelEnd + 1;
  return true;
}

/** Where the `]` of a `[^label]` is that begins at `start`; -1 where none does. */
function findLabelEnd(source: string, start: number, end: number): number {
  if (source[start] !== '[' || source[start + 1] !== '^') return -1;
  const last = Math.min(end, start + 2 + MAX_LABEL_CHARACTERS + 1);
  for (let at = start + 2; at < last; at += 1) {
    const character = source[at];
    if (character === ']') return at > start + 2 ? at : -1;
    if (character === '[' || character === ' ' || character === '\t' || character === '\n') return -1;
  }
  return -1;
}
