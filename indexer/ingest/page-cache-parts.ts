/** The list of the pages of a page cache. */
export const CACHE_INDEX = 'index.json';
/** What could not be captured for it. */
export const CACHE_FAILURES = 'failures.json';

/** The text, the screenshot or the PDF of a page, under the MD5 of its key. */
const PAGE_FILE = /^[0-9a-f]{32}\.(?:txt|jpg|pdf)$/;

/**
 * Which files of a folder are read with its `index.json`, because the folder is a page cache as Mind2Web 2 writes them. Names alone
 * decide; none where it is no cache.
 *
 * @param names of all files of one folder
 * @see https://github.com/OSU-NLP-Group/Mind2Web-2, `mind2web2/utils/cache_filesys.py`
 */
export function findCacheParts(names: readonly string[]): ReadonlySet<string> {
  const pages = names.filter((name) => PAGE_FILE.test(name));
  if (pages.length === 0 || !names.includes(CACHE_INDEX)) return new Set();
  return new Set(names.includes(CACHE_FAILURES) ? [...pages, CACHE_FAILURES] : pages);
}
