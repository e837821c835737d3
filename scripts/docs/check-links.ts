import { posix } from 'node:path';
import type { Finding, MarkdownPage } from './markdown.ts';

/**
 * Relative links that lead nowhere: to a file or folder that is not there, or to a heading that its page does not have.
 * Links to other hosts are not followed.
 *
 * @param exists whether a path from the repository root is a file or folder
 */
export function checkLinks(pages: readonly MarkdownPage[], exists: (path: string) => boolean): Finding[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) =>
    page.links.flatMap(({ line, text }) => {
      if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(text)) return [];
      const [target, anchor] = splitTarget(text);
      const path = target === '' ? page.path : posix.join(posix.dirname(page.path), target).replace(/\/$/, '');
      const leadsOut = path.startsWith('..') || target.startsWith('/');
      if (leadsOut || !(path === '.' || exists(path)))
        return [{ file: page.path, line, sentence: `${text} leads nowhere` }];
      const goal = byPath.get(path);
      if (anchor === '' || goal === undefined || goal.anchors.has(anchor)) return [];
      return [{ file: page.path, line, sentence: `${path} has no heading #${anchor}` }];
    }),
  );
}

function splitTarget(link: string): [path: string, anchor: string] {
  const hash = link.indexOf('#');
  const path = hash === -1 ? link : link.slice(0, hash);
  return [decodeURI(path.replace(/\?.*$/, '')), hash === -1 ? '' : decodeURIComponent(link.slice(hash + 1))];
}
