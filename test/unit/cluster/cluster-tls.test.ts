import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster/cluster.ts';
import { makeCertificate, toPem } from '../../../src/intercept/certificate.ts';

let server: Server;
let asked = 0;
beforeAll(async () => {
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { subject: 'of nobody', issuer: 'of nobody', host: '127.0.0.1' };
  const cert = toPem(makeCertificate({ ...names, publicKey: signer.publicKey, signer }));
  const key = signer.privateKey.export({ type: 'pkcs8', format: 'pem' });
  server = createServer({ key, cert }, (_, response) => {
    asked++;
    response.end('{"version":{"distribution":"opensearch","number":"3.5.0"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

it('a certificate that nobody vouches for is refused before anything is sent, and how to trust it is said', async () => {
  Object.assign(process.env, { STILLWEB_OPENSEARCH_USER: 'reader', STILLWEB_OPENSEARCH_PASSWORD: 'secret' });
  try {
    const opening = Cluster.open([`https://127.0.0.1:${(server.address() as AddressInfo).port}`]);
    await expect(opening).rejects.toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect(asked).toBe(0);
  } finally {
    delete process.env.STILLWEB_OPENSEARCH_USER;
    delete process.env.STILLWEB_OPENSEARCH_PASSWORD;
  }
});
