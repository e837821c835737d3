import { posix } from 'node:path';
import type { Finding, Located, MarkdownPage } from './markdown.ts';

/** A file of code, as comments and pages name it: with its folders, or some of them, or none. */
const MENTION = /(?<![\w./'"*-])(?:\.{1,2}\/)*[a-z][\w-]*(?:\/[\w-]+)*(?:\.[\w-]+)*\.(?:ts|mjs|js)\b/g;
const COMMENT_LINE = /^\s*(?:\/\/|\/?\*)/;
const COMMENT_BEHIND = /\s\/\/ .*$/;
const COMPILED = /^(?:dist\/)?(.*)\.js$/;

export interface Source {
  /** From the repository root. */
  readonly path: string;
  readonly text: string;
}

/** Files of code that a comment names and that are not there: they were moved, or given another name. */
export function checkComments(sources: readonly Source[], files: readonly string[]): Finding[] {
  return sources.flatMap(({ path, text }) => findGone(path, readComments(text), files));
}

/** The same for the code spans of pages. What stands in a fence, or begins with `./`, may be the reader's own file. */
export function checkFileNames(pages: readonly MarkdownPage[], files: readonly string[]): Finding[] {
  return pages.flatMap(({ path, codeSpans }) =>
    findGone(
      path,
      codeSpans.filter(({ text }) => !text.startsWith('./')),
      files,
    ),
  );
}

/** Lines that are comments, and comments behind code. */
function readComments(text: string): Located[] {
  return text.split('\n').flatMap((line, index) => {
    const comment = COMMENT_LINE.test(line) ? line : COMMENT_BEHIND.exec(line)?.[0];
    return comment === undefined ? [] : [{ line: index + 1, text: comment }];
  });
}

function findGone(path: string, texts: readonly Located[], files: readonly string[]): Finding[] {
  return texts.flatMap(({ line, text }) =>
    [...text.matchAll(MENTION)]
      .filter(([mention]) => !isThere(mention, path, files))
      .map(([mention]) => ({ file: path, line, sentence: `there is no file ${mention}` })),
  );
}

function isThere(mention: string, from: string, files: readonly string[]): boolean {
  const named = mention.startsWith('.') ? posix.join(posix.dirname(from), mention) : mention;
  const written = COMPILED.exec(named)?.[1];
  const wanted = written === undefined ? [named] : [named, `${written}.ts`, `${written}.mjs`];
  return files.some((file) => wanted.some((name) => file === name || file.endsWith(`/${name}`)));
}
