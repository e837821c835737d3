/** What is done with the tags that wikitext knows. */

/** Their content is no text to read, and no wikitext. Ends at their end tag. */
export const DROPPED_TAGS: ReadonlySet<string> = new Set(
  (
    'ref references gallery timeline score imagemap hiero templatestyles templatedata graph mapframe maplink includeonly ' +
    'inputbox categorytree indicator style script charinsert section rss'
  ).split(' '),
);
/** Their content is text as it is. */
export const VERBATIM_TAGS: ReadonlySet<string> = new Set('nowiki math chem ce pre syntaxhighlight source'.split(' '));
/** Of those, the ones that make lines of their own. */
export const BLOCK_VERBATIM_TAGS: ReadonlySet<string> = new Set('pre syntaxhighlight source'.split(' '));
/** Each begins and ends a paragraph. */
export const PARAGRAPH_TAGS: ReadonlySet<string> = new Set(
  'p div center blockquote table ul ol dl poem hr h1 h2 h3 h4 h5 h6 caption'.split(' '),
);
/** Each begins a line. */
export const LINE_TAGS: ReadonlySet<string> = new Set('br tr li dt dd'.split(' '));
/** Nothing but their content counts. */
export const INLINE_TAGS: ReadonlySet<string> = new Set(
  (
    'abbr b bdi bdo big cite code data del dfn em font i ins kbd mark noinclude onlyinclude q rb rbc rp rt rtc ruby s ' +
    'samp small span strike strong sub sup tbody td tfoot th thead time translate tt tvar u var wbr nobr ' +
    'languages timedtext'
  ).split(' '),
);

/** A tag in wikitext. */
export interface Tag {
  /** Lower case. */
  readonly name: string;
  readonly isEnd: boolean;
  /** Whether it has no content: `<br/>`. */
  readonly isEmpty: boolean;
  /** Behind its `>`. */
  readonly end: number;
}

const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]{0,19})(?=[\s/>])([^<>]*)>/y;

/** The tag that begins at `at`, of any name; null where none does. Linear: it ends before the next `<`. */
export function readTag(source: string, at: number): Tag | null {
  TAG.lastIndex = at;
  const found = TAG.exec(source);
  if (found === null) return null;
  const [whole, slash, name, rest] = found;
  return { name: name.toLowerCase(), isEnd: slash !== '', isEmpty: rest.endsWith('/'), end: at + whole.length };
}

/** Finds end tags, each search going on where no end was found before: hostile text is looked through once a name. */
export class EndTags {
  readonly #source: string;
  readonly #absent = new Set<string>();

  constructor(source: string) {
    this.#source = source;
  }

  /** Where the content of a tag ends and what follows begins; null where it is not ended. */
  find(name: string, from: number): { readonly contentEnd: number; readonly end: number } | null {
    if (this.#absent.has(name)) return null;
    const endTag = new RegExp(`</${name}\\s*>`, 'gi');
    endTag.lastIndex = from;
    const found = endTag.exec(this.#source);
    if (found === null) {
      this.#absent.add(name);
      return null;
    }
    return { contentEnd: found.index, end: found.index + found[0].length };
  }
}
