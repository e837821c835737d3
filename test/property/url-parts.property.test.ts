import fc from 'fast-check';
import punycode from 'punycode/punycode.js';
import { describe, expect, it } from 'vitest';
import { toAsciiHost } from '../../src/bytes/ascii-host.ts';
import { parseUrl } from '../../src/bytes/url-parts.ts';

/** Of all that a parser of addresses has a rule for. */
const SIGNS = [...'ab0Z.-_~%/?#:@!$&\'()*+,;=[]{}|^`\\"<> é', '%2e', '%2E', '..', 'www.', 'é'];
const text = fc.array(fc.constantFrom(...SIGNS), { maxLength: 12 }).map((parts) => parts.join(''));

describe('the parts of an address', () => {
  it('are those that the parser of URLs gives, where it need not be asked as well', () => {
    let plain = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('http', 'https'),
        fc.constantFrom('', 'a.org', 'a.org/b'),
        text,
        (scheme, start, end) => {
          const parts = parseUrl(`${scheme}://${start}${end}`);
          // A tab is no part of an address, but no plain one has it.
          expect(parts).toEqual(parseUrl(`${scheme}:\t//${start}${end}`));
          if (parts !== null) plain += 1;
        },
      ),
      { numRuns: 5000 },
    );
    expect(plain).toBeGreaterThan(1000);
  });

  it('have the host that Punycode makes of one, where it has other letters and where it has none', () => {
    fc.assert(
      fc.property(text, (host) => {
        expect(toAsciiHost(host)).toBe(punycode.toASCII(host));
      }),
    );
  });
});
