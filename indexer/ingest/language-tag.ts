/**
 * Reads a language tag such as `en` or `pt-BR`, as lower case with hyphens; `_` is read as a hyphen.
 * Only the form is looked at: a first part of 2 … 3 letters, then parts of 1 … 8 letters and digits.
 * @returns null for anything else, such as `English`
 * @see RFC 5646 (BCP 47), section 2.1
 */
export function readLanguageTag(value: unknown): string | null {
  if (typeof value !== 'string' || !/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,8}$/.test(value)) return null;
  let tag = '';
  for (let place = 0; place < value.length; place += 1) {
    const code = value.charCodeAt(place);
    const isUpper = code >= 0x41 && code <= 0x5a;
    tag += value[place] === '_' ? '-' : isUpper ? String.fromCharCode(code + 0x20) : value[place];
  }
  return tag;
}
