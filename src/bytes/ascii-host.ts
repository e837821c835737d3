import punycode from 'punycode/punycode.js';

/** As most hosts are; `@` is not there, which Punycode takes for that of a mail address. */
const IS_ASCII = /^[\0-?A-\x7f]*$/;

/**
 * A host in ASCII: each part with other letters as `xn--` and what Punycode makes of it. No table of letters has a part in it, so it
 * is the same with every version of Node; capitals of other alphabets are not made small.
 *
 * @returns the host itself where a part is too long to be encoded
 * @see RFC 3492
 */
export function toAsciiHost(host: string): string {
  if (IS_ASCII.test(host)) return host;
  try {
    return punycode.toASCII(host);
  } catch {
    return host;
  }
}
