/** X.509 certificates of version 3 for one purpose: names of hosts, signed by an authority that lives as long as a command. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

/** The two keys of a pair, on the curve P-256. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface CertificateRequest {
  /** The name in the list of its subject; checks of hosts read `host` and never this. */
  readonly subject: string;
  readonly issuer: string;
  /** A name or an address that the certificate is for; none for the authority itself. */
  readonly host?: string;
  readonly publicKey: KeyObject;
  /** Of the authority. Both for its own certificate, which it signs itself. */
  readonly signer: KeyPair;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
/**
 * Half a century, in which every machine's clock is: a container whose clock was set to the date of a collection as well.
 * The keys are gone when the command ends, and the certificates with them.
 */
const NOT_BEFORE = new Date(Date.UTC(2000, 0, 1));
const NOT_AFTER = new Date(Date.UTC(2049, 11, 31));

/** @returns the certificate in DER @see RFC 5280 */
export function makeCertificate(request: CertificateRequest): Buffer {
  const { subject, issuer, host, publicKey, signer } = request;
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const content = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serialNumber(publicKey, host ?? ''),
    signature: algorithm,
    issuer: nameOf(issuer),
    validity: new x509.Validity({ notBefore: NOT_BEFORE, notAfter: NOT_AFTER }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki(publicKey), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(
      host === undefined ? authorityExtensions(publicKey) : hostExtensions(host, publicKey, signer.publicKey),
    ),
  });
  return Buffer.from(
    AsnConvert.serialize(
      new x509.Certificate({
        tbsCertificate: content,
        signatureAlgorithm: algorithm,
        signatureValue: bytesOf(sign('sha256', Buffer.from(AsnConvert.serialize(content)), signer.privateKey)),
      }),
    ),
  );
}

export function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function authorityExtensions(publicKey: KeyObject): x509.Extension[] {
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  return [
    extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(keyCertSign | cRLSign)),
    extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyIdentifier(publicKey))),
  ];
}

/** Python's strict checks want the identifiers of both keys, and the first two marked as critical. */
function hostExtensions(host: string, publicKey: KeyObject, signer: KeyObject): x509.Extension[] {
  const name = new x509.GeneralName(isIP(host) === 0 ? { dNSName: host } : { iPAddress: host });
  const issuerKey = new x509.KeyIdentifier(keyIdentifier(signer));
  return [
    extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })),
    extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
    extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
    extension(x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName([name])),
    extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyIdentifier(publicKey))),
    extension(x509.id_ce_authorityKeyIdentifier, false, new x509.AuthorityKeyIdentifier({ keyIdentifier: issuerKey })),
  ];
}

function extension(extnID: string, critical: boolean, value: unknown): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function nameOf(commonName: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: commonName });
  const attribute = new x509.AttributeTypeAndValue({ type: COMMON_NAME, value });
  return new x509.Name([new x509.RelativeDistinguishedName([attribute])]);
}

/** Positive and of at most 20 bytes; another for every host. */
function serialNumber(publicKey: KeyObject, host: string): ArrayBuffer {
  const digest = createHash('sha256').update(spki(publicKey)).update(host).digest();
  return bytesOf(Buffer.concat([Buffer.from([0x01]), digest.subarray(0, 15)]));
}

function keyIdentifier(key: KeyObject): ArrayBuffer {
  return bytesOf(createHash('sha1').update(spki(key)).digest());
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** A buffer of its own: Node's small buffers share one. */
function bytesOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
