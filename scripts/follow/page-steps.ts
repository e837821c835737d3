import { parseMarkdown } from '../docs/markdown.ts';

/**
 * The steps of a page that is followed word by word: its blocks of `sh`, in their order, each with the blocks behind it whose fence
 * says `output`.
 *
 *     ```sh                      ```text output
 *     npx stillweb --version     0.1.0
 *     ```                        ```
 */
export interface PageStep {
  /** Of its fence, from 1. */
  readonly line: number;
  /** The headings that it stands below, the outermost first. */
  readonly headings: readonly string[];
  readonly command: string;
  readonly outputs: readonly ExpectedOutput[];
}

/** What a step prints to standard output, as the page shows it. */
export interface ExpectedOutput {
  readonly line: number;
  readonly form: 'text' | 'json';
  readonly text: string;
}

const SHELLS = new Set(['sh', 'bash']);
/** What a follower of the page has done already, in the words of this system: a clone that is built. */
const DONE_BEFORE = 'Install';

/** @throws Error for an expected output that stands behind no step, or whose form is unknown */
export function readSteps(path: string, source: string): PageStep[] {
  const { fences, headings } = parseMarkdown(path, source);
  const steps: (PageStep & { outputs: ExpectedOutput[] })[] = [];
  for (const { line, language, label, lines } of fences) {
    const text = lines.map((each) => `${each.text}\n`).join('');
    if (SHELLS.has(language)) {
      steps.push({ line, headings: headingsOf(line, headings), command: text, outputs: [] });
    } else if (label === 'output') {
      const step = steps.at(-1);
      if (step === undefined) throw new Error(`${path}:${line}: an output of no step`);
      if (language !== 'text' && language !== 'json') throw new Error(`${path}:${line}: an output is text or json`);
      step.outputs.push({ line, form: language, text });
    }
  }
  return steps.filter((step) => !step.headings.includes(DONE_BEFORE));
}

function headingsOf(
  line: number,
  headings: readonly { readonly line: number; readonly level: number; readonly text: string }[],
): string[] {
  const open: { level: number; text: string }[] = [];
  for (const heading of headings) {
    if (heading.line > line) break;
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    open.push(heading);
  }
  return open.map(({ text }) => text);
}
