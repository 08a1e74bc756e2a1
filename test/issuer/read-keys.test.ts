import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keySetDocument } from "../../src/issuer/issuer-key";
import { readIssuerKeys } from "../../src/issuer/read-keys";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const spki = rsa.publicKey.export({ type: "spki", format: "pem" }) as string;
const codes = (text: string) => readIssuerKeys(text, "keys").issues.map(({ code, path }) => `${code} ${path}`);
const kids = (text: string) => readIssuerKeys(text, "keys").keys.map(({ kid }) => kid);
const [kid = ""] = kids(spki);

/** The sample key of the Azure Workload Identity book, and the `kid` that azwi prints for it. */
const SAMPLE = {
  kid: "Me5VC6i4_4mymFj7T5rcUftFjYX70YoCfSnZB6-nBY4",
  n: "ywg7HeKIFX3vleVKZHeYoNpuLHIDisnczYXrUdIGCNilCJFA1ymjG2UAADnt_FpYUsCVyKYJTqcxNbK4boNg_P3uK39OAqXabwYrilEZvsVJQKhzn8dXLeqAnM98L8eBpySU208KTsfMkS3Q6lqwurUP7c_a3g_1XRJukz_EmQxg9jLD_fQd5VwPTEo8HJQIFqIxFWzjTkkK5hbcL9Cclkf6RpeRyjh7Vem57Fu-jAlxDUiYiqyieM4OBNm4CQjiqDE8_xOC8viNpHNw542MYVDKSRnYui31lCOj32wBDphczR8BbnrZgbqN3K_zzB3gIjcGbWbbGA5xKJYqSu5uRwN89_CWrT3vGw5RN3XQPSbhGC4smgZkOCw3N9i1b-x-rrd-mRse6F95ONaoslCJUbJvxvDdb5X0P4_CVZRwJvUyP3OJ44ZvwzshA-zilG-QC9E1j2R9DTSMqOJzUuOxS0JIvoboteI1FAByV9KyU948zQRM7r7MMZYBKWIsu6h7",
};

describe("the keys of an issuer", () => {
  test("are published byte for byte as azwi prints them", () => {
    const key = createPublicKey({ format: "jwk", key: { kty: "RSA", n: SAMPLE.n, e: "AQAB" } });
    const { keys } = readIssuerKeys(key.export({ type: "spki", format: "pem" }) as string, "keys");
    expect(keySetDocument(keys)).toBe(
      `{"keys":[{"use":"sig","kty":"RSA","kid":"${SAMPLE.kid}","alg":"RS256","n":"${SAMPLE.n}","e":"AQAB"}]}`,
    );
  });

  test.each([
    ["PUBLIC KEY with SubjectPublicKeyInfo", spki],
    ["RSA PUBLIC KEY with PKCS#1", rsa.publicKey.export({ type: "pkcs1", format: "pem" }) as string],
    ["RSA PUBLIC KEY with SubjectPublicKeyInfo, as OpenShift writes it", spki.replaceAll(" PUBLIC", " RSA PUBLIC")],
    ["PEM with Windows line ends and a comment", `# from sa.pub\r\n${spki.replaceAll("\n", "\r\n")}`],
    ["base64 of PEM, as a Secret has it", Buffer.from(spki).toString("base64")],
    ["PEM in one line, as an environment variable has it", spki.replaceAll("\n", "\\n")],
    ["a JSON Web Key without kid", JSON.stringify(rsa.publicKey.export({ format: "jwk" }))],
    [
      "a key set whose kid is empty",
      JSON.stringify({ keys: [{ ...rsa.publicKey.export({ format: "jwk" }), kid: "" }] }),
    ],
    [
      "a key set with a byte order mark",
      `\ufeff${JSON.stringify({ keys: [rsa.publicKey.export({ format: "jwk" })] })}\r\n`,
    ],
    ["the same key twice", spki + spki],
  ])("have one kid, written as %s", (_, text) => {
    expect(readIssuerKeys(text, "keys")).toEqual({
      keys: [{ use: "sig", kty: "RSA", kid, alg: "RS256", ...rsaMembers(rsa.publicKey.export({ format: "jwk" })) }],
      issues: [],
    });
  });

  test("are all read from a file of several blocks, and sorted when they are published", () => {
    const file = [other.publicKey, ec.publicKey, rsa.publicKey]
      .map((key) => key.export({ type: "spki", format: "pem" }) as string)
      .join("");
    const { keys, issues } = readIssuerKeys(file, "keys");
    expect(issues).toEqual([]);
    expect(keys.map(({ alg }) => alg)).toEqual(["RS256", "ES256", "RS256"]);
    const published = keySetDocument(keys);
    expect(keySetDocument([...keys].reverse())).toBe(published);
    expect(kids(published)).toEqual([...kids(file)].sort());
    expect(published).toContain(`"kty":"EC","kid":"${keys[1]?.kid}","crv":"P-256","alg":"ES256","x":"`);
  });

  test("keep the kid that a key set gives them, so that an issuer can be taken over", () => {
    const set = { keys: [{ ...rsa.publicKey.export({ format: "jwk" }), kid: "2024-11", alg: "RS256", use: "sig" }] };
    expect(kids(JSON.stringify(set))).toEqual(["2024-11"]);
  });

  test.each([
    [
      "a private PKCS#8 key",
      rsa.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      "issuer-key-private keys",
    ],
    [
      "a private PKCS#1 key",
      rsa.privateKey.export({ type: "pkcs1", format: "pem" }) as string,
      "issuer-key-private keys",
    ],
    ["a private EC key", ec.privateKey.export({ type: "sec1", format: "pem" }) as string, "issuer-key-private keys"],
    [
      "a private key in base64, as Talos has it",
      Buffer.from(rsa.privateKey.export({ type: "pkcs1", format: "pem" }) as string).toString("base64"),
      "issuer-key-private keys",
    ],
    [
      "a private key after a public one",
      spki + rsa.privateKey.export({ type: "pkcs8", format: "pem" }),
      "issuer-key-private keys[1]",
    ],
    [
      "a private JSON Web Key",
      JSON.stringify(rsa.privateKey.export({ format: "jwk" })),
      "jwks-private-key keys.keys[0]",
    ],
    ["an empty file", "", "issuer-key-none keys"],
    ["text", "ssh-rsa AAAAB3NzaC1yc2E=", "issuer-key-none keys"],
    ["a key set of no keys", '{"keys":[]}', "jwks-empty keys"],
    ["a PEM block that was cut", spki.slice(0, 200), "issuer-key-malformed keys"],
    ["a PEM block of something else", spki.replaceAll("PUBLIC KEY", "X509 CRL"), "issuer-key-malformed keys"],
    ["a PEM block of noise", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "issuer-key-malformed keys"],
    [
      "a key for encryption",
      JSON.stringify({ ...rsa.publicKey.export({ format: "jwk" }), use: "enc" }),
      "issuer-key-malformed keys",
    ],
    [
      "a key for another algorithm",
      JSON.stringify({ ...rsa.publicKey.export({ format: "jwk" }), alg: "PS256" }),
      "issuer-key-malformed keys",
    ],
    ["a short RSA key", pemOf("rsa", { modulusLength: 1024 }), "issuer-key-unsupported keys"],
    ["an Ed25519 key", pemOf("ed25519", {}), "issuer-key-unsupported keys"],
    ["a key on another curve", pemOf("ec", { namedCurve: "secp256k1" }), "issuer-key-unsupported keys"],
    [
      "two keys of one kid",
      JSON.stringify({ keys: [rsa, other].map((pair) => ({ ...pair.publicKey.export({ format: "jwk" }), kid: "a" })) }),
      "issuer-key-id-twice keys",
    ],
  ])("are refused in %s", (_, text, fault) => {
    expect(codes(text)).toEqual([fault]);
    expect(JSON.stringify(readIssuerKeys(text, "keys"))).not.toContain(rsa.privateKey.export({ format: "jwk" }).d);
  });
});

function pemOf(type: "rsa" | "ec" | "ed25519", options: object): string {
  const { publicKey } = generateKeyPairSync(type as "rsa", options as { modulusLength: number });
  return publicKey.export({ type: "spki", format: "pem" }) as string;
}

function rsaMembers({ n, e }: { n?: string; e?: string }) {
  return { n, e };
}
