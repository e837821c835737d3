/** Behind a letter or a digit the beginning of an address is the end of a word. */
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * The addresses that stand in a text without marks, as GitHub makes links of them: `https://…`, `http://…` and `www.…`
 * up to white space or `<`, without punctuation at the end. Linear in the length of the text.
 * @see GitHub Flavored Markdown, section 6.9
 */
export function findBareAddresses(text: string): string[] {
  const addresses: string[] = [];
  for (const found of text.matchAll(/(?:https?:\/\/|www\.)[^\s<]+/gi)) {
    if (found.index > 0 && WORD_CHARACTER.test(text[found.index - 1])) continue;
    const address = trimAddress(found[0]);
    if (!/^(?:https?:\/\/|www\.)[\p{L}\p{N}]/iu.test(address)) continue;
    addresses.push(/^www/i.test(address) ? `http://${address}` : address);
  }
  return addresses;
}

/** Without the punctuation at its end, and without a `)` that closes none of its own. */
function trimAddress(address: string): string {
  let open = 0;
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1];
    if (last === ')' && open < 0) open += 1;
    else if (!'?!.,:;*_~\'"'.includes(last)) break;
  }
  return address.slice(0, end);
}
