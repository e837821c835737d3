/** How addresses of wikis are written in more ways than one. MediaWiki shows one page at all of them. */

const WIKIMEDIA =
  /^((?:[a-z0-9-]+\.)?)m\.((?:wikipedia|wiktionary|wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wikimedia|wikidata|mediawiki)\.org)$/;
const WIKI = '/wiki/';
const SCRIPT = /^(?:\/w)?\/index\.php$/;

/** The host that desktops are sent to, where a wiki of Wikimedia has another for telephones; else the host itself. */
export function desktopHost(host: string): string {
  return host.replace(WIKIMEDIA, '$1$2');
}

/**
 * The path and the query of an article: blanks of its title as one underscore, none at its ends, and the first letter of ASCII a capital
 * in Wikipedia. `/w/index.php?title=X` is `/wiki/X` where it asks for nothing else. Other paths stay as they are.
 *
 * @param path with even percent-encoding
 * @param query without its question mark
 */
export function articlePath(host: string, path: string, query: string): readonly [path: string, query: string] {
  const asked = SCRIPT.test(path) ? /^title=([^&=]+)$/.exec(query)?.[1] : undefined;
  if (asked === undefined && !path.startsWith(WIKI)) return [path, query];
  const title = (
    asked?.replaceAll('?', '%3F').replaceAll('%2B', '+').replaceAll('%26', '&').replaceAll('%3D', '=') ??
    path.slice(WIKI.length)
  )
    .replace(/(?:_|%20)+/g, '_')
    .replace(/^_|_$/g, '');
  return [`${WIKI}${host.endsWith('.wikipedia.org') ? capitalise(title) : title}`, asked === undefined ? query : ''];
}

function capitalise(title: string): string {
  return title.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
