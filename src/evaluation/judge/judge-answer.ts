/** What a judge wrote, as the object of JSON that it was asked for; null where there is none. */
export function readObject(answer: string): Readonly<Record<string, unknown>> | null {
  // Models that think aloud do so before they answer.
  const said = answer.replace(/^[\s\S]*<\/think>/, '');
  for (let start = said.indexOf('{'); start >= 0; start = said.indexOf('{', start + 1)) {
    const end = endOf(said, start);
    if (end < 0) return null;
    try {
      const value: unknown = JSON.parse(said.slice(start, end));
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // A brace of its prose; the object may begin behind it.
    }
  }
  return null;
}

/** Behind the brace that closes the one at `start`; -1 for none. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (isText) {
      if (sign === '\\') at++;
      else if (sign === '"') isText = false;
    } else if (sign === '"') isText = true;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

/** One of some words, in any case. */
export function readWord<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  const given = typeof value === 'string' ? value.trim().toLowerCase() : null;
  return words.find((word) => word === given) ?? null;
}

/** A number of min … max, also as a text such as `85 %`. */
export function readNumber(value: unknown, min: number, max: number): number | null {
  const text = typeof value === 'string' ? value.trim().replace(/\s*%$/, '') : value;
  const read = typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return typeof read === 'number' && read >= min && read <= max ? read : null;
}
