import createMarkdownIt, { type Env, type MarkdownIt, type StateBlock, type Token } from 'markdown-it';
import { MAX_PAGE_NESTING } from '../../src/limits.ts';
import { addFootnotes } from './markdown-footnotes.ts';
import { PageBudget } from './page-budget.ts';

/** What a token costs, in steps: it takes memory as well as time. */
const TOKEN_STEPS = 2;
/** What a place costs that is looked at for the end of a label: such looks lie inside each other. */
const LABEL_STEPS = 8;

interface PageEnv extends Env {
  readonly budget: PageBudget;
}

const budgetOf = (env: Env): PageBudget => (env as PageEnv).budget;

/** The budget of the page that is read is asked in every rule that is tried and for every token that is made. */
const PARSER = makeParser();

function makeParser(): MarkdownIt {
  // The parser would leave out what is nested deeper: the budget refuses the page one level before.
  const parser = createMarkdownIt({ html: true, maxNesting: MAX_PAGE_NESTING + 1 });
  // Targets are kept as they are written, whatever their scheme: nobody follows them here.
  parser.validateLink = () => true;
  parser.normalizeLink = (target) => target;
  const ends = { alt: ['paragraph', 'reference', 'blockquote', 'list'] };
  parser.block.ruler.before('table', 'budget', spendOnLine, ends);
  parser.inline.ruler.before('text', 'budget', (state, isSilent) => {
    budgetOf(state.env).spend(isSilent ? LABEL_STEPS : 1);
    return false;
  });
  parser.block.State = class extends parser.block.State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      budgetOf(this.env).spend(TOKEN_STEPS);
      return super.push(type, tag, nesting);
    }
  };
  parser.inline.State = class extends parser.inline.State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      budgetOf(this.env).spend(TOKEN_STEPS);
      return super.push(type, tag, nesting);
    }

    override pushPending(): Token {
      budgetOf(this.env).spend(TOKEN_STEPS);
      return super.pushPending();
    }
  };
  addFootnotes(parser);
  return parser;
}

function spendOnLine(state: StateBlock, line: number): boolean {
  const budget = budgetOf(state.env);
  budget.line = line + 1;
  budget.spend(1);
  budget.enter(state.level);
  return false;
}

/** Parses one page: its blocks at once, the words in each only when they are asked for, so that few are held. */
export class MarkdownParser {
  readonly #env: PageEnv;

  /** Of all that the page takes, its HTML included. */
  get budget(): PageBudget {
    return this.#env.budget;
  }

  constructor(budget: PageBudget = new PageBudget()) {
    this.#env = { budget };
  }

  /** @throws PageFault PAGE_TOO_SLOW, DOCUMENT_UNREADABLE */
  readBlocks(source: string): Token[] {
    const tokens: Token[] = [];
    this.#env.budget.spend(countLines(source));
    PARSER.block.parse(source, PARSER, this.#env, tokens);
    return tokens;
  }

  /**
   * The words of a token `inline`, after `readBlocks`: only then all link targets and footnotes are known.
   * @throws PageFault PAGE_TOO_SLOW
   */
  readInline(token: Token): Token[] {
    const tokens: Token[] = [];
    if (token.map !== null) this.#env.budget.line = token.map[0] + 1;
    PARSER.inline.parse(token.content, PARSER, this.#env, tokens);
    return tokens;
  }
}

function countLines(source: string): number {
  let lines = 1;
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
