/**
 * Texts that stand in every match of a regular expression, read from its source without understanding all of it: what is not
 * plain ends a text, and what might change the meaning of the rest gives up.
 *
 * Only what stands outside of groups, classes and alternatives is taken. `a+` holds an `a`, but what follows need not follow the
 * first one. Flags inside the expression, `\Q`, and escapes that name a character by number give none.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function requiredTexts(source: string): string[] {
  const texts: string[] = [];
  let text = '';
  const end = (): void => {
    if (text !== '') texts.push(text);
    text = '';
  };
  const dropLast = (): void => {
    const [last = ''] = [...text].slice(-1);
    text = text.slice(0, text.length - last.length);
    end();
  };
  for (let at = 0; at < source.length; ) {
    const character = String.fromCodePoint(source.codePointAt(at)!);
    const next = at + character.length;
    if (character === '\\') {
      const escaped = source[next] ?? '';
      if (PUNCTUATION.test(escaped)) text += escaped;
      else if (CLASS_OR_PLACE.test(escaped)) end();
      else return [];
      at = next + 1;
    } else if (character === '(' || character === '[') {
      end();
      at = character === '(' ? endOfGroup(source, at) : endOfClass(source, at);
      if (at < 0) return [];
    } else if (character === '|' || character === ')') {
      return [];
    } else if (character === '*' || character === '?') {
      dropLast();
      at = next;
    } else if (character === '{') {
      const [repeat] = REPEAT.exec(source.slice(at)) ?? [''];
      if (repeat === '') text += character;
      else dropLast();
      at = next + Math.max(0, repeat.length - 1);
    } else if (character === '+' || character === '.' || character === '^' || character === '$') {
      end();
      at = next;
    } else {
      text += character;
      at = next;
    }
  }
  end();
  return texts;
}

const PUNCTUATION = /^[!-/:-@[-`{-~]$/;
const CLASS_OR_PLACE = /^[dDsSwWbBAz]$/;
const REPEAT = /^\{\d+(,\d*)?\}/;
/** `(?:`, `(?P<name>` and `(?<name>`, which change nothing of what is inside. */
const PLAIN_GROUP = /^\((?!\?)|^\(\?:|^\(\?P?<\w+>/;

/** Where a group ends, exclusive; −1 where flags or a fault make that unknown. */
function endOfGroup(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at >= 0 && at < source.length; ) {
    const character = source[at];
    if (character === '(') {
      if (!PLAIN_GROUP.test(source.slice(at))) return -1;
      depth++;
    }
    if (character === ')') depth--;
    if (depth === 0) return at + 1;
    if (character === '\\') {
      if (source[at + 1] === 'Q') return -1;
      at += 2;
    } else {
      at = character === '[' ? endOfClass(source, at) : at + 1;
    }
  }
  return -1;
}

/** Where a class of characters ends, exclusive; −1 for a fault. */
function endOfClass(source: string, start: number): number {
  let at = start + 1;
  if (source[at] === '^') at++;
  if (source[at] === ']') at++;
  while (at < source.length) {
    if (source[at] === ']') return at + 1;
    if (source.startsWith('[:', at)) {
      const named = source.indexOf(':]', at + 2);
      if (named < 0) return -1;
      at = named + 2;
    } else if (source[at] === '\\') {
      if (source[at + 1] === 'Q') return -1;
      at += 2;
    } else {
      at++;
    }
  }
  return -1;
}
