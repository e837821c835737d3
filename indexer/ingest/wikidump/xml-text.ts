const NUMBER = /&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));/g;

/** Text of XML without its references. What is no character becomes U+FFFD. @see XML 1.0, section 4.6 */
export function decodeXmlText(text: string): string {
  if (!text.includes('&')) return text;
  const numbered = text.includes('&#') ? text.replace(NUMBER, readNumber) : text;
  return numbered
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function readNumber(_written: string, hexadecimal: string | undefined, decimal: string | undefined): string {
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  // An ampersand stays written until all else is read.
  if (code === 0x26) return '&amp;';
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

/** The text of the first element of a name without attributes; null where there is none. */
export function readElement(xml: string, name: string, from = 0): string | null {
  const start = xml.indexOf(`<${name}>`, from);
  if (start < 0) return null;
  const begin = start + name.length + 2;
  const end = xml.indexOf('<', begin);
  return end < 0 ? null : decodeXmlText(xml.slice(begin, end));
}

/** The value of an attribute inside a tag; null where it has none. */
export function readAttribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`).exec(tag);
  return found === null ? null : decodeXmlText(found[1] ?? found[2]);
}
