const NAMED: { readonly [name: string]: string } = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' };

/**
 * A value whose characters were escaped once too often, as many sites write their `<meta>`s: `&amp;quot;` comes as `&quot;`.
 * Of the names those five that everybody escapes.
 */
export function decodeReferences(text: string): string {
  return text
    .replace(/&(quot|amp|apos|lt|gt);/g, (_, name: string) => NAMED[name])
    .replace(/&#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,8}));/g, (_, hex: string | undefined, decimal: string) =>
      toCharacter(hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)),
    );
}

function toCharacter(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return String.fromCodePoint(isCharacter ? code : 0xfffd);
}
