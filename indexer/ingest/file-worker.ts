import { parentPort } from 'node:worker_threads';
import { MAX_DOCX_EXPANSION_BYTES, MAX_PDF_EXPANSION_BYTES } from '../../src/limits.ts';
import { CountedArrays } from './counted-arrays.ts';
import { type FileAnswer, type FileContent, type FileKind, type FileQuestion, TooLarge } from './file-content.ts';

/** The thread that parses PDF and DOCX: their packages may be absent, never come back, or fill the memory, and none of that is the end of a build. */

const counted = new CountedArrays();

const EXPANSION_BYTES: { readonly [kind in FileKind]: number } = {
  pdf: MAX_PDF_EXPANSION_BYTES,
  docx: MAX_DOCX_EXPANSION_BYTES,
};

const PARSERS: { readonly [kind in FileKind]: () => Promise<(bytes: Uint8Array) => Promise<FileContent>> } = {
  pdf: async () => (await import('./pdf-content.ts')).readPdfContent,
  docx: async () => (await import('./docx-content.ts')).readDocxContent,
};

parentPort?.on('message', (question: FileQuestion) => {
  void answer(question).then((found) => parentPort?.postMessage(found));
});

async function answer({ kind, bytes }: FileQuestion): Promise<FileAnswer> {
  counted.reset(EXPANSION_BYTES[kind]);
  try {
    const read = await PARSERS[kind]();
    const content = await read(bytes);
    return counted.isOver ? tooLarge(kind) : content;
  } catch (error) {
    if (counted.isOver) return tooLarge(kind);
    if (error instanceof TooLarge) return { refused: 'large', what: error.message };
    if (isMissing(error)) return { refused: 'missing', what: 'needs a package that is not installed' };
    return { refused: 'damaged', what: describe(error) };
  }
}

function tooLarge(kind: FileKind): FileAnswer {
  return { refused: 'large', what: `expands to over ${EXPANSION_BYTES[kind]} bytes` };
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/** The first line of what the package says. */
function describe(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'PasswordException') return 'is encrypted, and needs a password';
  return `cannot be parsed (${message.split('\n', 1)[0].slice(0, 200)})`;
}
