import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createAuthority } from "../../src/sandbox/authority";

describe("a certificate authority", () => {
  const authority = createAuthority();
  const root = new X509Certificate(authority.certificate);

  test("is one, signed by itself, and says that it is not real", () => {
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(root.checkIssued(root)).toBe(true);
    expect(root.subject).toContain("not a real authority");
    expect(root.keyUsage).toBeUndefined();
  });

  test.each(["sts.vendor.example", "127.0.0.1", "a-very-long-name.of-a-vendor.region-1.vendor.example"])(
    "signs a certificate for %s and nothing else",
    (host) => {
      const { cert, key } = authority.credentialsFor(host);
      const leaf = new X509Certificate(cert);
      expect(leaf.verify(root.publicKey)).toBe(true);
      expect(leaf.checkIssued(root)).toBe(true);
      expect(leaf.ca).toBe(false);
      expect(leaf.subjectAltName).toBe(host === "127.0.0.1" ? `IP Address:${host}` : `DNS:${host}`);
      expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
      expect(key).toContain("PRIVATE KEY");
      expect(Date.parse(leaf.validFrom)).toBeLessThan(Date.now());
      expect(Date.parse(leaf.validTo)).toBeGreaterThan(Date.now() + 24 * 60 * 60 * 1000);
    },
  );

  test("shares nothing with another one", () => {
    const other = new X509Certificate(createAuthority().certificate);
    expect(new X509Certificate(authority.credentialsFor("a.example").cert).verify(other.publicKey)).toBe(false);
    expect(other.subject).not.toBe(root.subject);
  });
});
