import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listenFault } from '../../../src/api/listen-fault.ts';
import { createServer } from '../../../src/api/server.ts';

describe('a server that cannot listen', () => {
  it.each([
    ['EADDRINUSE', 'listen', 'PORT_TAKEN', 1],
    ['EACCES', 'listen', 'PORT_FORBIDDEN', 2],
    ['EADDRNOTAVAIL', 'listen', 'ADDRESS_UNAVAILABLE', 2],
    ['ENOTFOUND', 'getaddrinfo', 'ADDRESS_UNAVAILABLE', 2],
    ['EAI_AGAIN', 'getaddrinfo', 'ADDRESS_UNAVAILABLE', 2],
    ['EMFILE', 'listen', 'STORAGE_FAILED', 1],
  ])('for %s tells a code with its mend', (code, syscall, expected, exit) => {
    const error = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
    const fault = listenFault(error, '::1', 80);
    expect(fault).toMatchObject({ code: expected, facts: { host: '::1', port: 80, errno: code } });
    expect(fault?.entry).toMatchObject({ exit, fix: expect.stringMatching(/\w/) });
  });

  it('by a bug says nothing of the kind', () => {
    expect(listenFault(new TypeError('x is not a function'), 'localhost', 80)).toBeNull();
  });

  it('says so when the port is taken, for real', async () => {
    const other = createNetServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const server = await createServer({ port });
    await expect(server.listen()).rejects.toMatchObject({ code: 'PORT_TAKEN', facts: { port } });
    await server.close();
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([
    ['an address of another machine', { host: '192.0.2.1', token: 'secret' }, 'ADDRESS_UNAVAILABLE'],
    ['what is no port', { port: 70_000 }, 'SETTING_INVALID'],
  ])('says so for %s, for real', async (_, options, code) => {
    const server = await createServer(options);
    await expect(server.listen()).rejects.toMatchObject({ code });
    await server.close();
  });
});
