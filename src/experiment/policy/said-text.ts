/** What a policy says in the texts of hits, for callers whose API has no member for it. */
import type { Hit } from '../../contract/search.ts';

/** `member`: callers of the native API read it in a member of its own. `text`: all others read it where they read the hit. */
export type SaidInto = 'member' | 'text';

/** In front of the snippet and of the text; of a hit that has neither, of the title. Places in the document stay as they are. */
export function sayInFront(hit: Hit, said: string): Hit {
  const { snippet, text, highlights } = hit;
  if (snippet === undefined && text === undefined) return { ...hit, title: said + hit.title };
  return {
    ...hit,
    ...(snippet !== undefined && { snippet: said + snippet }),
    ...(highlights !== undefined && {
      highlights: highlights.map(([start, end]) => [start + said.length, end + said.length] as const),
    }),
    ...(text !== undefined && { text: said + text }),
  };
}

/** Behind the text, or in the snippet of a hit without one. */
export function sayBehind(hit: Hit, said: string): Hit {
  const { snippet = '', text, highlights = [] } = hit;
  return text === undefined ? { ...hit, snippet: snippet + said, highlights } : { ...hit, text: text + said };
}
