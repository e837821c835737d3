import { createHash } from 'node:crypto';

/** The files of a page cache of Mind2Web 2. @param pages the text or the PDF of each page, by its key, in the order of the index */
export function pageCache(
  pages: Readonly<Record<string, string | Buffer>>,
  failures?: Readonly<Record<string, object>>,
): Record<string, string | Buffer> {
  const files: Record<string, string | Buffer> = {};
  const index: Record<string, string> = {};
  for (const [key, content] of Object.entries(pages)) {
    const isText = typeof content === 'string';
    index[key] = isText ? 'web' : 'pdf';
    files[cachedFile(key, isText ? 'txt' : 'pdf')] = content;
    if (isText) files[cachedFile(key, 'jpg')] = 'a screenshot';
  }
  files['index.json'] = JSON.stringify(index);
  if (failures !== undefined) files['failures.json'] = JSON.stringify(failures);
  return files;
}

export function cachedFile(key: string, ending: string): string {
  return `${createHash('md5').update(key).digest('hex')}.${ending}`;
}

/** The files of a folder, in a folder of it. */
export function below(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Record<string, string | Buffer> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}
