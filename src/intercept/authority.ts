import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { MAX_INTERCEPTED_HOSTS } from '../limits.ts';
import { type KeyPair, makeCertificate, toPem } from './certificate.ts';

const AUTHORITY = 'stillweb run, one command';
/** What a client may name as the server that it wants (RFC 6066, section 3), and addresses. */
const HOST = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/**
 * A certificate authority that nobody knows but the command that was given its certificate. Its key is in memory alone.
 * Certificates of hosts are made when a client names the host, and kept for the next connection.
 */
export class Authority {
  /** Its certificate, as PEM. */
  readonly certificate: string;
  readonly #signer: KeyPair = newKeyPair();
  /** Of all hosts: whoever has it has the authority's too. */
  readonly #hostKey: KeyPair = newKeyPair();
  readonly #hostKeyPem = this.#hostKey.privateKey.export({ type: 'pkcs8', format: 'pem' });
  /** The ones used latest at the end. */
  readonly #contexts = new Map<string, SecureContext>();

  constructor() {
    const { publicKey } = this.#signer;
    this.certificate = toPem(
      makeCertificate({ subject: AUTHORITY, issuer: AUTHORITY, publicKey, signer: this.#signer }),
    );
  }

  /** Hosts whose certificates are kept. */
  get hosts(): number {
    return this.#contexts.size;
  }

  /** @returns what a TLS server answers with under this name; null for what is no name of a host */
  contextFor(name: string): SecureContext | null {
    const host = name.toLowerCase().replace(/\.$/, '');
    if (isIP(host) === 0 && !HOST.test(host)) return null;
    const context = this.#contexts.get(host) ?? createSecureContext({ key: this.#hostKeyPem, cert: this.#chain(host) });
    this.#contexts.delete(host);
    this.#contexts.set(host, context);
    if (this.#contexts.size > MAX_INTERCEPTED_HOSTS) {
      this.#contexts.delete(this.#contexts.keys().next().value as string);
    }
    return context;
  }

  #chain(host: string): string {
    const { publicKey } = this.#hostKey;
    const request = { subject: 'stillweb run', issuer: AUTHORITY, host, publicKey, signer: this.#signer };
    return toPem(makeCertificate(request)) + this.certificate;
  }
}

function newKeyPair(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
