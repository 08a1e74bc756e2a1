import { beforeAll, describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { clouds } from "../../src/clouds/registry";
import { FederationError } from "../../src/component/validation-error";
import { installCloudMocks } from "../../src/testing";
import type { CloudSample } from "./samples";
import { samples } from "./samples";

const UNREACHABLE = [
  "https://kubernetes.default.svc.cluster.local",
  "https://kubernetes.default.svc",
  "https://kubernetes.default",
  "https://kubernetes.default.svc.prod.example.com",
  "https://kubernetes",
  "https://issuer.corp.internal/blue",
  "https://issuer.local.",
  "https://issuer.localhost",
  "https://issuer.home.arpa",
  "https://127.0.0.1:6443",
  "https://10.0.0.1",
  "https://2130706433",
  "https://203.0.113.7",
  "https://[::1]",
];

/** What asks the cloud to fetch keys: where it can store them instead, the sample that does not. */
const FETCHING: Record<string, (sample: CloudSample) => boolean> = {
  huawei: ({ title }) => title === "a trust agency",
};

/** The faults of a workload with this issuer, as `code: message`. */
function faultsOf(cloud: string, url: string, jwks?: string): string[] {
  const { args } = samples[cloud]!.find(FETCHING[cloud] ?? (() => true))!;
  const issuer = { url, ...(jwks === undefined ? {} : { jwks }) };
  try {
    const name = `orders-${count++}`;
    new FederatedWorkload(name, { issuer, namespace: "shop", serviceAccount: name, ...args });
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, message }) => `${code}: ${message}`);
    throw error;
  }
}

let count = 0;

beforeAll(async () => {
  await installCloudMocks();
});

describe.each(clouds.map(({ name }) => name))("an issuer for %s", (cloud) => {
  it.each(UNREACHABLE)("that is %s is refused, because no cloud can fetch its keys", (url) => {
    expect(faultsOf(cloud, url)).toEqual([expect.stringMatching(/^issuer-not-public: .*(name|address)/)]);
  });

  it("without a scheme, as IAM answers it, is refused with the URL to write", () => {
    expect(faultsOf(cloud, "issuer.shop.example.com/blue")).toEqual([
      expect.stringContaining('add https://: "https://issuer.shop.example.com/blue"'),
    ]);
  });

  it.each(["https://issuer.shop.example.com", "https://internal.example.com/local", "https://1.2.3.4.example.com"])(
    "that is %s is not refused",
    (url) => {
      expect(faultsOf(cloud, url)).toEqual([]);
    },
  );
});
