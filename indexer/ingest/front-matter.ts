import { parseExactly } from '../../src/bytes/exact-json.ts';
import type { FieldValues } from './optional-fields.ts';
import { createFieldValues } from './optional-fields.ts';

export const MAX_FRONT_MATTER_CHARACTERS = 65_536;

/** A page of Markdown, its front matter apart. */
export interface SplitPage {
  readonly fields: FieldValues;
  readonly body: string;
  /** The line of the page where the body begins, from 1. */
  readonly bodyLine: number;
}

interface FrontMatterKind {
  readonly opening: RegExp;
  readonly closing: RegExp;
  /** Whether the lines that open and close it belong to what is read. */
  readonly isWhole: boolean;
  /**
   * The fields; null when what is between the marks is no front matter after all.
   * @throws PageFault FIELD_INVALID
   */
  readonly read: (source: string) => FieldValues | null | Promise<FieldValues | null>;
}

const KINDS: readonly FrontMatterKind[] = [
  { opening: /^---[ \t]*\n/, closing: /^(?:---|\.\.\.)[ \t]*$/m, isWhole: false, read: readYamlFields },
  { opening: /^\+\+\+[ \t]*\n/, closing: /^\+\+\+[ \t]*$/m, isWhole: false, read: readTomlFields },
  { opening: /^\{[ \t]*\n/, closing: /^\}[ \t]*$/m, isWhole: true, read: readJson },
];

/**
 * Takes the front matter off the head of a text, behind byte order marks: YAML between a first line `---` and the next
 * line `---` or `...`; TOML between lines `+++`; JSON between lines of one brace each, as Hugo reads it. Without such a pair, or when the part
 * between is no mapping (a rule above a paragraph), all of it is text.
 *
 * @throws PageFault FIELD_INVALID for YAML or TOML with errors, or YAML with aliases that cannot be followed
 */
export async function splitFrontMatter(page: string): Promise<SplitPage> {
  const source = page.replace(/^\ufeff+/, '');
  const kind = KINDS.find(({ opening }) => opening.test(source));
  if (kind !== undefined) {
    const start = source.indexOf('\n') + 1;
    const head = source.slice(start, start + MAX_FRONT_MATTER_CHARACTERS);
    const end = kind.closing.exec(head);
    const bodyStart = end === null ? 0 : start + end.index + end[0].length + 1;
    const fields =
      end === null ? null : await kind.read(kind.isWhole ? source.slice(0, bodyStart) : head.slice(0, end.index));
    if (fields !== null) return { fields, body: source.slice(bodyStart), bodyLine: countLines(source, bodyStart) + 1 };
  }
  return { fields: createFieldValues(), body: source, bodyLine: 1 };
}

// The packages that read them are loaded with the first page that has some.
async function readYamlFields(source: string): Promise<FieldValues | null> {
  const { readYaml } = await import('./yaml-fields.ts');
  return readYaml(source);
}

async function readTomlFields(source: string): Promise<FieldValues | null> {
  const { readToml } = await import('./toml-fields.ts');
  return readToml(source);
}

/** JSON that is none is text: a brace may begin anything. */
function readJson(source: string): FieldValues | null {
  try {
    const parsed = JSON.parse(source) as FieldValues;
    return Object.assign(createFieldValues(), readNumbers(source) ?? parsed);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function countLines(source: string, end: number): number {
  let lines = 0;
  for (let at = source.indexOf('\n'); at >= 0 && at < end; at = source.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** An escaped NUL would be taken for the mark of a number; a text that holds one is refused later. */
function readNumbers(source: string): FieldValues | null {
  return /\\u0000/i.test(source) ? null : (parseExactly(source) as FieldValues | null);
}
