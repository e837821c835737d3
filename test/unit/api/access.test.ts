import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddressedMessage,
  basicToken,
  bearerToken,
  checkAddress,
  checkToken,
  createAccessRules,
} from '../../../src/api/access.ts';
import { isLoopback } from '../../../src/api/loopback.ts';

const rules = createAccessRules({
  host: '10.0.0.7',
  allowedHosts: ['Search.Lab.example'],
  allowedOrigins: ['https://app.lab.example'],
  token: 'correct-horse',
});

/** A request of HTTP/1.1 with these headers. */
function messageWith(headers: Record<string, string>, version = [1, 1]): AddressedMessage {
  const [httpVersionMajor, httpVersionMinor] = version;
  return { headers, rawHeaders: Object.entries(headers).flat(), httpVersionMajor, httpVersionMinor };
}

describe('the Host header', () => {
  it.each([
    'localhost',
    'LOCALHOST:7080',
    '127.0.0.1:1',
    '[::1]:7080',
    '[::1]',
    '10.0.0.7:7080',
    'search.lab.example',
    'SEARCH.lab.example:443',
    'localhost:',
    'localhost.',
    'Search.Lab.example.:8080',
    '[0:0:0:0:0:0:0:1]:7080',
    '127.0.0.1:65535',
  ])('%s is allowed', (host) => {
    expect(() => checkAddress(rules, messageWith({ host }))).not.toThrow();
  });

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:127.0.0.1',
    'localhost@evil.example',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '[::2]',
    '[::1',
    '::1',
    '0.0.0.0',
    'app.lab.example',
    'sub.search.lab.example',
    'localhost ',
    'localhost..',
    '.localhost',
    '[::1].evil.example',
    '[::1]@evil.example',
    '[::1]evil.example',
    '[[::1]]',
    '[::1%25eth0]',
    'localhost:x@evil.example',
    'localhost:7080@evil.example',
    'user:password@localhost',
    'localhost:99999',
    'localhost:-1',
    'localhost:80:80',
    'localhost:+80',
    'localhost/',
    'localhost/.evil.example',
    'localhost?x',
    'localhost#x',
    'localhost\\evil.example',
    '%6cocalhost',
    'localhost%00',
    'localhost,evil.example',
    'ｌocalhost',
    'loc\u00adalhost',
    'http://localhost',
    'xn--',
    '.',
    ':7080',
    '[]',
  ])('%j is refused', (host) => {
    expect(() => checkAddress(rules, messageWith({ host }))).toThrow(
      expect.objectContaining({ code: 'HOST_FORBIDDEN' }),
    );
  });

  it.each(['host', 'Host', 'HOST'])('is refused when it stands twice, also as %s', (name) => {
    const message = { ...messageWith({ host: 'localhost' }), rawHeaders: ['Host', 'localhost', name, 'localhost'] };
    expect(() => checkAddress(rules, message)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', facts: { header: 'host' } }),
    );
  });

  it.each(['Origin', 'Authorization', 'Content-Type', 'Expect'])('and %s stand once', (name) => {
    const message = { ...messageWith({ host: 'localhost' }), rawHeaders: ['Host', 'localhost', name, 'a', name, 'a'] };
    expect(() => checkAddress(rules, message)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it.each([[[1, 0]], [[0, 9]]])('may be missing in version %j, which has no such header', (version) => {
    expect(() => checkAddress(rules, messageWith({}, version))).not.toThrow();
    const asked = () => checkAddress(rules, messageWith({ origin: 'http://localhost' }, version));
    expect(asked).toThrow(expect.objectContaining({ code: 'ORIGIN_FORBIDDEN' }));
    expect(() => checkAddress(rules, messageWith({ host: 'evil.example' }, version))).toThrow();
  });

  it('of any text names an allowed host only as that host, with or without a port', () => {
    const text = fc.string({ unit: fc.constantFrom(...'localhst127.0:[]@/%?#-_ evi,\\\t'), maxLength: 24 });
    const names = /^(?:localhost|127\.0\.0\.1|10\.0\.0\.7|search\.lab\.example|\[[:01]+\])\.?(?::\d*)?$/i;
    fc.assert(
      fc.property(fc.oneof(text, fc.tuple(fc.constantFrom('localhost', '[::1]', '127.0.0.1'), text)), (drawn) => {
        const host = [drawn].flat().join('');
        let isAllowed = true;
        try {
          checkAddress(rules, messageWith({ host }));
        } catch {
          isAllowed = false;
        }
        // Short forms of an address are what the URL Standard takes for it.
        if (isAllowed && !/^[0-9.:]+$/.test(host)) expect(host).toMatch(names);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [1, 1],
    [2, 0],
  ])('is needed in HTTP/%d.%d', (...version) => {
    expect(() => checkAddress(rules, messageWith({}, version))).toThrow();
  });

  it('is needed', () => {
    expect(() => checkAddress(rules, messageWith({}))).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('the Origin header', () => {
  it.each(['http://localhost:7080', 'https://localhost:7080', 'https://app.lab.example', 'HTTPS://APP.lab.example'])(
    '%s is allowed',
    (origin) => {
      expect(() => checkAddress(rules, messageWith({ host: 'localhost:7080', origin }))).not.toThrow();
    },
  );

  it.each([
    'null',
    '',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:7080',
    'https://evil.example',
    'https://app.lab.example.evil.example',
    'http://app.lab.example',
    'https://app.lab.example:8443',
    'https://app.lab.example/',
    'file://',
    'http://localhost:7080@evil.example',
    'http://localhost:7080/',
    'http://localhost:7080#x',
    'http://localhost:7080, http://localhost:7080',
    'http:localhost:7080',
    'http:\\\\localhost:7080',
    'ws://localhost:7080',
    'localhost:7080',
    'http://[::1].evil.example',
  ])('%j is refused', (origin) => {
    expect(() => checkAddress(rules, messageWith({ host: 'localhost:7080', origin }))).toThrow(
      expect.objectContaining({ code: 'ORIGIN_FORBIDDEN' }),
    );
  });
});

describe('the token', () => {
  it.each(['Bearer correct-horse', 'bearer correct-horse', 'BEARER   correct-horse '])(
    '%j is accepted',
    (authorization) => {
      expect(() => checkToken(rules, bearerToken({ authorization }))).not.toThrow();
    },
  );

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'correct-horse',
    'Basic correct-horse',
    'Bearer correct-hors',
    'Bearer correct-horsee',
    'Bearer Correct-horse',
    `Bearer ${'x'.repeat(1 << 20)}`,
  ])('%.40j is refused', (authorization) => {
    expect(() => checkToken(rules, bearerToken({ authorization }))).toThrow(
      expect.objectContaining({ code: 'UNAUTHORIZED' }),
    );
  });

  it('may be the password of anybody', () => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    for (const user of ['', 'anna', 'correct-horse'])
      expect(basicToken(basic(`${user}:correct-horse`))).toBe('correct-horse');
    expect(basicToken(basic('anna:with:colons'))).toBe('with:colons');
    for (const wrong of ['', 'correct-horse']) expect(basicToken(basic(wrong))).toBe(null);
    expect(basicToken({ authorization: 'Bearer correct-horse' })).toBe(null);
    expect(basicToken({})).toBe(null);
  });

  it('is the only text that is accepted', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        fc.pre(token.trim() !== 'correct-horse');
        expect(() => checkToken(rules, bearerToken({ authorization: `Bearer ${token}` }))).toThrow();
      }),
    );
  });

  it('is not asked for where none is set', () => {
    const open = createAccessRules({ host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], token: null });
    expect(() => checkToken(open, null)).not.toThrow();
  });
});

describe('a loopback address', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', 'LOCALHOST'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'localhost.example', '1127.0.0.1', ''])(
    'is not %j',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
