import { beforeAll, describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { clouds } from "../../src/clouds/registry";
import { FederationError } from "../../src/component/validation-error";
import { installCloudMocks } from "../../src/testing";
import { verdictOf } from "../support/verdict-of";
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
  "https://1.0.0.127.in-addr.arpa",
  "https://issuer.service.consul",
  "https://issuer.default.svc.my.cluster",
  "https://metadata.google.internal.",
  "https://100.64.0.1",
  "https://0x7f.1",
  "https://[::ffff:10.0.0.1]:6443/",
  "https://issuer.kube-system",
  "https://issuer.k8s",
  "https://-issuer.example.com",
  "https://issuer%2eexample.com",
  `https://${"a".repeat(64)}.example.com`,
  "https://127.0.0.1:6443",
  "https://10.0.0.1",
  "https://2130706433",
  "https://203.0.113.7",
  "https://[::1]",
  "https://issuer.invalid",
  "https://issuer.intra",
  "https://issuer.10.0.0.1.nip.io",
  "https://issuer-172-31-0-1.nip.io:8443/dex",
  "https://7f000001.nip.io",
  "https://www.192-168-49-2.sslip.io",
  "https://issuer.localtest.me",
  "https://lvh.me:8443",
  "https://bucket.vpce-0a1b2c3d.s3.eu-west-1.vpce.amazonaws.com",
  "https://issuers.privatelink.blob.core.windows.net/oidc",
  "https://issuers.oss-cn-hangzhou-internal.aliyuncs.com",
];

/** Endpoints of managed clusters, and where their issuers are found instead. */
const API_SERVERS: [url: string, helper: string][] = [
  ["https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com", "eksIssuer"],
  ["https://0123456789ABCDEF0123456789ABCDEF.gr7.cn-north-1.eks.amazonaws.com.cn", "eksIssuer"],
  ["https://0123456789ABCDEF0123456789ABCDEF.ab1.eu-west-1.eks-cluster.eu-west-1.api.aws", "eksIssuer"],
  ["https://oidc-eks.eu-west-1.api.aws/id/0123456789ABCDEF0123456789ABCDEF", "eksIssuer"],
  ["https://shop-prod-0a1b2c3d.hcp.westeurope.azmk8s.io", "aksIssuer"],
  ["https://shop-prod-0a1b2c3d.hcp.westeurope.azmk8s.io.", "aksIssuer"],
  ["https://shop-0a1b2c3d.00000000-0000-0000-0000-000000000000.privatelink.westeurope.azmk8s.io/", "aksIssuer"],
  ["https://shop-0a1b2c3d.hcp.usgovvirginia.cx.aks.containerservice.azure.us", "aksIssuer"],
  ["https://shop-0a1b2c3d.hcp.chinaeast2.cx.prod.service.azk8s.cn", "aksIssuer"],
  ["https://gke-0123456789abcdef-123456789012.europe-west1.gke.goog", "gkeIssuer"],
  ["https://0a1b2c3d-0000-11ef-9a9a-0255ac100048.cce.cn-north-4.myhuaweicloud.com", "cceIssuer"],
  ["https://apiserver.c0123456789abcdef0123456789abcdef.cn-hangzhou.cs.aliyuncs.com", "ackIssuer"],
];

/** What asks the cloud to fetch keys: where it can store them instead, the sample that does not. */
const FETCHING: Record<string, (sample: CloudSample) => boolean> = {
  huawei: ({ title }) => title === "a trust agency",
};

/** The faults of a workload with this issuer, as `code: message`. */
function faultsOf(cloud: string, url: string, jwks?: string): string[] {
  const isWanted = jwks === undefined ? FETCHING[cloud] : undefined;
  const { args } = samples[cloud]!.find(isWanted ?? (() => true))!;
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

  it.each(API_SERVERS)(
    "that is %s, a managed cluster's own endpoint, is refused with where its issuer is found",
    (url, helper) => {
      expect(faultsOf(cloud, url)).toEqual([
        expect.stringMatching(new RegExp(`^issuer-not-public: .*whose issuer is .*${helper}`)),
      ]);
    },
  );

  it("without a scheme, as IAM answers it, is refused with the URL to write", () => {
    expect(faultsOf(cloud, "issuer.shop.example.com/blue")).toEqual([
      expect.stringContaining('add https://: "https://issuer.shop.example.com/blue"'),
    ]);
  });

  it.each([
    "https://issuer.shop.example.com",
    "https://xn--bcher-kva.example.com",
    "https://issuer.xn--p1ai",
    "https://svc.example.com",
    "https://internal.example.com/local",
    "https://1.2.3.4.example.com",
    "https://issuer.203.0.113.7.nip.io",
    "https://10.0.0.1.nip.io.example.com",
    "https://privatelink.example.com",
    "https://issuers.oss-cn-hangzhou.aliyuncs.com",
    "https://gke.goog.example.com",
    "https://cs.aliyuncs.com.example.com",
  ])("that is %s is not refused", (url) => {
    expect(faultsOf(cloud, url)).toEqual([]);
  });
});

const KEYS = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';

describe.each(["gcp", "huawei"])("an issuer whose keys %s stores", (cloud) => {
  it.each(UNREACHABLE)("may be %s", (url) => {
    expect(faultsOf(cloud, url, KEYS)).toEqual([]);
  });
});

const SUBJECT = "system:serviceaccount:shop:orders";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/cluster";

/** A trust of each cloud that would be exact if its issuer were one. */
const TRUSTS: Record<string, (issuer: string) => [trust: object, audience: string]> = {
  aws: (issuer) => {
    const host = issuer.slice("https://".length);
    const arn = `arn:aws:iam::111122223333:oidc-provider/${host}`;
    const Condition = { StringEquals: { [`${host}:sub`]: SUBJECT, [`${host}:aud`]: "sts.amazonaws.com" } };
    const statement = { Effect: "Allow", Principal: { Federated: arn }, Action: "sts:AssumeRoleWithWebIdentity" };
    const assumeRolePolicy = { Version: "2012-10-17", Statement: [{ ...statement, Condition }] };
    const oidcProviders = [{ arn, issuer, clientIds: ["sts.amazonaws.com"] }];
    return [{ cloud: "aws", assumeRolePolicy, oidcProviders }, "sts.amazonaws.com"];
  },
  azure: (issuer) => {
    const audiences = ["api://AzureADTokenExchange"];
    const credential = { name: "orders", issuer, subject: SUBJECT, audiences };
    return [{ cloud: "azure", federatedIdentityCredentials: [credential] }, audiences[0]!];
  },
  gcp: (issuer) => {
    const name = `${POOL}/providers/kubernetes`;
    const provider = { name, issuer, attributeMapping: { "google.subject": "assertion.sub" } };
    const members = [`principal://iam.googleapis.com/${POOL}/subject/${SUBJECT}`];
    const bindings = [{ role: "roles/storage.objectViewer", members }];
    return [{ cloud: "gcp", pool: POOL, providers: [provider], bindings }, `https://iam.googleapis.com/${name}`];
  },
  alicloud: (issuer) => {
    const arn = "acs:ram::1234567890123456:oidc-provider/blue";
    const StringEquals = { "oidc:iss": issuer, "oidc:aud": "sts.aliyuncs.com", "oidc:sub": SUBJECT };
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Federated: [arn] } };
    const assumeRolePolicy = { Version: "1", Statement: [{ ...statement, Condition: { StringEquals } }] };
    const oidcProviders = [{ arn, issuer, clientIds: ["sts.aliyuncs.com"] }];
    return [{ cloud: "alicloud", assumeRolePolicy, oidcProviders }, "sts.aliyuncs.com"];
  },
};

describe.each(Object.entries(TRUSTS))("a stored trust of %s", (_, trustOf) => {
  const verdictFor = (issuer: string) => {
    const [trust, audience] = trustOf(issuer);
    return verdictOf(trust, { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience });
  };

  it("is proved for an issuer with a public name", () => {
    expect(verdictFor("https://issuer.shop.example.com/blue")).toBe("equal");
  });

  it.each([
    "https://issuer.shop.example.com/a b",
    "https://user@issuer.shop.example.com",
    "https://bücher.example.com",
  ])("is never proved for %s, which is no URL of an issuer", (issuer) => {
    expect(verdictFor(issuer)).toMatch(/^(under|unknown)$/);
  });
});
