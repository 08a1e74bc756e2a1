import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signHuaweiRequest } from "../../../../src/clouds/huawei/api/signer";
import { rounds } from "../../../support/rounds";

interface SdkRequest {
  endpoint: string;
  method: string;
  headers: Record<string, string>;
  queryParams: Record<string, string[]>;
  data?: object;
}

/** The signer of Huawei's own SDK, an independent implementation. */
const { AKSKSigner } = createRequire(__filename)("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner") as {
  AKSKSigner: {
    sign(request: SdkRequest, credential: { getAk(): string; getSk(): string }): Record<string, string>;
  };
};

const DATE = new Date("2026-03-04T05:06:07.890Z");
const credentials = { accessKey: "AKEXAMPLE", secretKey: "secret/Example+1" };

function signedBySdk(
  method: string,
  url: URL,
  headers: Record<string, string>,
  data: object | undefined,
  { accessKey, secretKey } = credentials,
) {
  const queryParams = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]),
  );
  const request = {
    endpoint: `${url.origin}${url.pathname}`,
    method,
    headers: { ...headers, "X-Sdk-Date": "20260304T050607Z" },
    queryParams,
    ...(data === undefined ? {} : { data }),
  };
  return AKSKSigner.sign(request, { getAk: () => accessKey, getSk: () => secretKey }).Authorization;
}

describe("the signature of a request", () => {
  it("is that of Huawei's SDK for a creation in an account", () => {
    const data = { group: { name: "orders", description: "Wörter and 漢字" } };
    const url = new URL("https://iam.myhuaweicloud.com/v3/groups");
    const headers = { "Content-Type": "application/json;charset=utf8", "X-Domain-Id": "0a1b2c" };
    const signed = signHuaweiRequest(
      { method: "POST", url, headers, body: JSON.stringify(data) },
      { ...credentials, securityToken: "temporary" },
      DATE,
    );
    expect(signed["X-Security-Token"]).toBe("temporary");
    expect(signed.Authorization).toBe(signedBySdk("POST", url, { ...headers, "X-Security-Token": "temporary" }, data));
  });

  it("is that of Huawei's SDK for any path, query, headers, body and key", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/).filter((text) => !/^\.+$/.test(text));
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    const header = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    const names = ["X-Domain-Id", "X-Project-Id", "X-Security-Token", "Accept", "Content-Type", "X-Language", "x-b-3"];
    fc.assert(
      fc.property(
        fc.constantFrom("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"),
        fc.array(segment, { maxLength: 6 }),
        fc.boolean(),
        fc.uniqueArray(fc.tuple(text, text), { maxLength: 5 }),
        fc.dictionary(fc.constantFrom(...names), header),
        fc.option(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text, { maxLength: 3 })))),
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        fc.stringMatching(/^[A-Z0-9]{20}$/),
        fc.stringMatching(/^[!-~]{1,40}$/),
        (method, segments, slash, query, headers, data, port, accessKey, secretKey) => {
          const host = `iam.example.com${port === null ? "" : `:${port}`}`;
          const url = new URL(`https://${host}/${segments.join("/")}${slash ? "/" : ""}`);
          for (const [name, value] of query) url.searchParams.append(name, value);
          const key = { accessKey, secretKey };
          const body = data === null ? "" : JSON.stringify(data);
          const ours = signHuaweiRequest({ method, url, headers, body }, key, DATE);
          expect(ours.Authorization).toBe(signedBySdk(method, url, headers, data ?? undefined, key));
        },
      ),
      { numRuns: rounds(200) },
    );
  });
});
