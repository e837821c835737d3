/** What the marks within a paragraph of reStructuredText lead to. */
export interface RstTargets {
  /** Addresses by the name of a target, in lower case; null for a place of the page itself. */
  readonly links: ReadonlyMap<string, string | null>;
  /** Texts that stand for `|name|`. */
  readonly substitutions: ReadonlyMap<string, string>;
}

/** Roles whose text is the name of another page. */
const PAGE_ROLES = new Set(['doc', 'any']);
/** Roles whose text is no word of the page. */
const SILENT_ROLES = new Set(['index', 'raw']);

/**
 * The marks: an escaped character; literal text; a role before or behind its text, or a phrase that may be a reference; the mark of a
 * footnote; strong and emphasised text; a substitution; a word that is a reference. Each part ends at the first character that
 * could end it, so that time is linear.
 */
const MARK =
  /\\([\s\S])|``([^`]+(?:`[^`]+)*)``|(?::([A-Za-z][\w.+:-]{0,63}):)?_?`([^`]+)`(?::([A-Za-z][\w.+:-]{0,63}):)?(__?)?|\[([^\]\s]{1,64})\]_|\*\*([^*]+)\*\*|\*([^\s*][^*]*)\*|\|([^|\s][^|]*)\|(?:__?)?|(?<![\w])([A-Za-z0-9][\w.+-]{0,63}?)__?(?![\w`])/g;

/**
 * The words of a paragraph without marks.
 * @param tell is given every address that it links to, as written
 */
export function readRstInline(text: string, targets: RstTargets, tell: (href: string) => void): string {
  return text.replace(
    MARK,
    (
      whole,
      escaped: string | undefined,
      literal: string | undefined,
      roleBefore: string | undefined,
      phrase: string | undefined,
      roleBehind: string | undefined,
      isReference: string | undefined,
      note: string | undefined,
      strong: string | undefined,
      emphasis: string | undefined,
      substitution: string | undefined,
      word: string | undefined,
    ) => {
      if (escaped !== undefined) return /\s/.test(escaped) ? '' : escaped;
      if (literal !== undefined) return literal;
      if (phrase !== undefined) {
        const role = roleBefore ?? roleBehind;
        return role === undefined
          ? readPhrase(phrase, isReference !== undefined, targets, tell)
          : readRole(role, phrase, tell);
      }
      if (note !== undefined) return `[${note.replace(/^#/, '')}]`;
      if (substitution !== undefined) return targets.substitutions.get(substitution) ?? substitution;
      if (word !== undefined) {
        const href = targets.links.get(word.toLowerCase());
        if (href === undefined) return whole;
        if (href !== null) tell(href);
        return word;
      }
      return strong ?? emphasis ?? whole;
    },
  );
}

/** `words <address>`, and what of both there is. */
function splitTarget(phrase: string): { words: string; target: string | undefined } {
  const open = phrase.endsWith('>') ? phrase.lastIndexOf('<') : -1;
  if (open < 0) return { words: phrase, target: undefined };
  const target = phrase.slice(open + 1, -1).replace(/\s+/g, '');
  const words = phrase.slice(0, open).trim();
  return { words: words === '' ? target : words, target };
}

function readPhrase(phrase: string, isReference: boolean, targets: RstTargets, tell: (href: string) => void): string {
  const { words, target } = splitTarget(phrase);
  if (!isReference) return phrase;
  // `text <name_>`_ leads to what `name` leads to.
  const named = target === undefined ? phrase : target.endsWith('_') ? target.slice(0, -1) : null;
  const href = named === null ? target : targets.links.get(named.replace(/\s+/g, ' ').toLowerCase());
  if (typeof href === 'string') tell(href);
  return words;
}

function readRole(role: string, phrase: string, tell: (href: string) => void): string {
  if (SILENT_ROLES.has(role)) return '';
  const { words, target } = splitTarget(phrase);
  if (PAGE_ROLES.has(role)) tell(target ?? phrase);
  if (target !== undefined) return words;
  // `~a.b.c` shows its last part, and `!a` is a name that leads nowhere.
  const name = words.replace(/^!/, '');
  return name.startsWith('~') ? name.slice(name.lastIndexOf('.') + 1).replace(/^~/, '') : name;
}
