import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keyIdOf } from "../../src/issuer/kid";

describe("the key id", () => {
  test("is the one that kube-apiserver gives the key", () => {
    // RFC 7515, appendix A.2; the digest of its SubjectPublicKeyInfo was computed with openssl.
    const key = createPublicKey({
      format: "jwk",
      key: {
        kty: "RSA",
        n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        e: "AQAB",
      },
    });
    expect(keyIdOf(key)).toBe("b9E8JDWjYefFiM0X9V9a098Bd6ZsFyemogCEX016uIw");
  });
});
