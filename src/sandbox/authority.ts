import type { KeyObject } from "node:crypto";
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import * as der from "./der";

/** A certificate authority of one sandbox: its key never leaves the process and is gone with it. */
export interface CertificateAuthority {
  /** The certificate that clients are told to trust, in PEM. */
  readonly certificate: string;
  /** What a TLS server presents for a host name or IPv4 address, in PEM; made when it is first asked for. */
  credentialsFor(host: string): ServerCredentials;
}

interface ServerCredentials {
  cert: string;
  key: string;
}

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const DAY = 24 * 60 * 60 * 1000;
/** Long enough for a sandbox that is left running; shorter than the 398 days that some clients allow at most. */
const LIFETIME = 90 * DAY;

const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
};

export function createAuthority(): CertificateAuthority {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = `pulumi-workload-identity sandbox ${randomBytes(4).toString("hex")} (not a real authority)`;
  const certificate = pem(
    signCertificate(authority, authority.publicKey, name, name, [
      extension(OID.basicConstraints, true, der.sequence(der.boolean(true))),
      // keyCertSign and cRLSign
      extension(OID.keyUsage, true, der.bitString(Buffer.from([0b0000_0110]), 1)),
    ]),
  );
  const made = new Map<string, ServerCredentials>();
  return {
    certificate,
    credentialsFor(host) {
      const credentials = made.get(host) ?? serverCredentials(authority, server, name, host);
      made.set(host, credentials);
      return credentials;
    },
  };
}

function serverCredentials(authority: KeyPair, server: KeyPair, issuer: string, host: string): ServerCredentials {
  const certificate = signCertificate(authority, server.publicKey, issuer, "sandbox", [
    extension(OID.basicConstraints, true, der.sequence()),
    // digitalSignature
    extension(OID.keyUsage, true, der.bitString(Buffer.from([0b1000_0000]), 7)),
    extension(OID.extendedKeyUsage, false, der.sequence(der.objectIdentifier(OID.serverAuth))),
    extension(OID.subjectAltName, false, der.sequence(generalName(host))),
  ]);
  return { cert: pem(certificate), key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}

/** RFC 5280, 4.1. */
function signCertificate(
  authority: KeyPair,
  publicKey: KeyObject,
  issuer: string,
  subject: string,
  extensions: Buffer[],
): Buffer {
  const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
  const now = Date.now();
  const keyIds = [
    extension(OID.subjectKeyIdentifier, false, der.octetString(keyId(publicKey))),
    extension(OID.authorityKeyIdentifier, false, der.sequence(der.implicit(0, keyId(authority.publicKey)))),
  ];
  const certificate = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(randomBytes(16)),
    algorithm,
    distinguishedName(issuer),
    // Clocks of containers differ.
    der.sequence(der.utcTime(new Date(now - DAY)), der.utcTime(new Date(now + LIFETIME))),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der.explicit(3, der.sequence(...extensions, ...keyIds)),
  );
  return der.sequence(certificate, algorithm, der.bitString(sign("sha256", certificate, authority.privateKey)));
}

function distinguishedName(commonName: string): Buffer {
  return der.sequence(der.setOf(der.sequence(der.objectIdentifier(OID.commonName), der.utf8String(commonName))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

/** RFC 5280, 4.2.1.6: a DNS name is field 2, an address field 7. */
function generalName(host: string): Buffer {
  return isIP(host) === 4
    ? der.implicit(7, Buffer.from(host.split(".").map(Number)))
    : der.implicit(2, Buffer.from(host));
}

function keyId(publicKey: KeyObject): Buffer {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest()
    .subarray(0, 20);
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g)!;
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
