import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, createServer, type PeerCertificate } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { Authority } from '../../../src/intercept/authority.ts';
import { MAX_INTERCEPTED_HOSTS } from '../../../src/limits.ts';

/** What a client sees that asks for a host and trusts the authority; rejects when it does not believe what it sees. */
async function greet(authority: Authority, name: string, trusted = authority.certificate): Promise<PeerCertificate> {
  const server = createServer({ SNICallback: (asked, done) => done(null, authority.contextFor(asked) ?? undefined) });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options: ConnectionOptions = { host: '127.0.0.1', port, servername: name, ca: trusted };
  const socket = connect(options);
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate();
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('an authority', () => {
  const authority = new Authority();

  it('signs itself, may sign hosts and nothing below them, whatever the clock says', () => {
    const certificate = new X509Certificate(authority.certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(new Date(certificate.validFrom).getUTCFullYear()).toBe(2000);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2049);
  });

  it.each(['api.tavily.com', 'a.b-c.example', 'under_score.example', 'shop'])('is believed to be %s', async (name) => {
    const seen = await greet(authority, name);
    expect(seen.subjectaltname).toBe(`DNS:${name}`);
    expect(new X509Certificate(seen.raw).verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  });

  it('gives each host a certificate with another number', async () => {
    const [first, second] = [await greet(authority, 'a.example'), await greet(authority, 'b.example')];
    expect(first.serialNumber).not.toBe(second.serialNumber);
  });

  it('is believed by nobody who trusts another authority', async () => {
    await expect(greet(authority, 'a.example', new Authority().certificate)).rejects.toThrow(/certificate/);
  });

  it('has a certificate for an address too', () => {
    expect(authority.contextFor('192.0.2.7')).not.toBeNull();
    expect(authority.contextFor('2001:db8::7')).not.toBeNull();
  });

  it.each(['', 'a b', '*.example', 'a..b', 'a/b', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}example`])(
    'has none for what is no host: %j',
    (name) => {
      expect(authority.contextFor(name)).toBeNull();
    },
  );

  it('reads a name without regard to case and to the dot of the root', () => {
    expect(authority.contextFor('A.Example.')).toBe(authority.contextFor('a.example'));
  });

  it('keeps the hosts that were named latest', () => {
    const busy = new Authority();
    const first = busy.contextFor('kept.example');
    for (let i = 0; i < MAX_INTERCEPTED_HOSTS; i++) {
      busy.contextFor(`h${i}.example`);
      if (i % 100 === 0) expect(busy.contextFor('kept.example')).toBe(first);
    }
    expect(busy.hosts).toBe(MAX_INTERCEPTED_HOSTS);
  });
});
