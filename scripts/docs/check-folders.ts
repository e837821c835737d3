import type { Finding, MarkdownPage } from './markdown.ts';

const PARTS = ['src', 'indexer'];

/**
 * `docs/architecture.md` against the folders under src/ and indexer/, both ways. A folder is named by its path in a code
 * span (`src/format/`), or by its line in a drawn tree, whose depth is the indentation:
 *
 *     src/            what runs at query time
 *       bytes/        varints, checksums
 *
 * @param folders paths from the repository root, at any depth
 */
export function checkFolders(page: MarkdownPage, folders: readonly string[]): Finding[] {
  const named = [...foldersOfTrees(page), ...foldersOfSpans(page)];
  const names = new Set(named.map(({ path }) => path));
  const missing = folders.filter((folder) => !names.has(folder));
  const absent = named.filter(({ path }) => !folders.includes(path) && !PARTS.includes(path));
  return [
    ...missing.map((folder) => ({ file: page.path, line: 1, sentence: `does not name the folder ${folder}/` })),
    ...absent.map(({ path, line }) => ({ file: page.path, line, sentence: `there is no folder ${path}/` })),
  ];
}

interface NamedFolder {
  readonly path: string;
  readonly line: number;
}

function foldersOfTrees(page: MarkdownPage): NamedFolder[] {
  return page.fences.flatMap((fence) => {
    const above: { indent: number; name: string }[] = [];
    return fence.lines.flatMap(({ line, text }) => {
      const entry = /^([\s│├└─]*)([A-Za-z0-9._/-]+)\/(?:\s|$)/.exec(text);
      if (entry === null) return [];
      const indent = entry[1].length;
      while (above.length > 0 && above[above.length - 1].indent >= indent) above.pop();
      above.push({ indent, name: entry[2] });
      const path = above.map(({ name }) => name).join('/');
      return PARTS.includes(path.split('/')[0]) ? [{ path, line }] : [];
    });
  });
}

function foldersOfSpans(page: MarkdownPage): NamedFolder[] {
  return page.codeSpans.flatMap(({ line, text }) => {
    const folder = /^((?:src|indexer)(?:\/[a-z0-9-]+)*)\/$/.exec(text);
    return folder === null ? [] : [{ path: folder[1], line }];
  });
}
