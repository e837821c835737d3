import { describe, expect, it } from 'vitest';
import { createServer } from '../../../src/api/server.ts';
import { settleOptions } from '../../../src/api/server-options.ts';

const invalid = expect.objectContaining({ code: 'SETTING_INVALID' });

// promise: sec/bind
describe('the options of a server', () => {
  it('bind loopback by default, and localhost to one address', () => {
    expect(settleOptions({}).host).toBe('127.0.0.1');
    expect(settleOptions({ host: 'localhost' }).host).toBe('127.0.0.1');
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'search.example'])('refuse %s without a token', async (host) => {
    expect(() => settleOptions({ host })).toThrow(invalid);
    await expect(createServer({ host })).rejects.toThrow(invalid);
    expect(settleOptions({ host, token: 't' }).host).toBe(host);
  });

  it.each(['', ' ', '\t'])('refuse the host %j, which would be every address, with a token too', (host) => {
    expect(() => settleOptions({ host })).toThrow(invalid);
    expect(() => settleOptions({ host, token: 't' })).toThrow(invalid);
  });

  it.each(['', ' ', 'a b', 'a\n', 'é'])('refuse %j as a token', (token) => {
    expect(() => settleOptions({ token })).toThrow(invalid);
  });

  it('refuse time-outs that Node would swap', () => {
    expect(() => settleOptions({ timeouts: { headersMs: 5000, requestMs: 5000 } })).toThrow(invalid);
  });
});
