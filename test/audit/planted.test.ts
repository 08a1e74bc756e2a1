import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { catalogue } from "../../src/verifier";
import { CLIENT_ID, EMAIL, FORMS, plantedAs, RAM_ROLE, ROLE_ARN } from "./planted/forms";
import type { PlantedTrust } from "./planted/trusts";
import { LONG_NAME, PLANTED } from "./planted/trusts";

const NAMED_BY: Readonly<Record<string, Record<string, string>>> = {
  aws: { "eks.amazonaws.com/role-arn": ROLE_ARN },
  azure: { "azure.workload.identity/client-id": CLIENT_ID },
  gcp: { "iam.gke.io/gcp-service-account": EMAIL },
  alicloud: { "pod-identity.alibabacloud.com/role-name": RAM_ROLE },
};

function account(name: string, annotations: object = {}) {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "ns", name, annotations } };
}

function rowsOf({ trust, clusters, jwks }: PlantedTrust, form: string): { rows: string[]; unread: unknown } {
  const credentials = trust.cloud === "azure" ? trust.federatedIdentityCredentials.length : 0;
  const accounts = [
    account("sa", NAMED_BY[trust.cloud]),
    account("default"),
    account("evil"),
    ...(JSON.stringify(trust).includes(LONG_NAME) ? [account(LONG_NAME, NAMED_BY[trust.cloud])] : []),
    ...Array.from({ length: credentials }, (_, i) => account(`sa-${i}`)),
  ];
  const files = FORMS[form]!(plantedAs(trust)).map(([source, value]) => ({
    source: `${source}.txt`,
    text: typeof value === "string" ? value : JSON.stringify(value),
  }));
  const [issuer = "", ...others] = clusters;
  const isCluster = (name: string) => ({ name: `c-${clusters.indexOf(name)}`, issuer: name });
  const main = isCluster(issuer).name;
  const objects = {
    source: "objects.json",
    cluster: main,
    text: JSON.stringify({ apiVersion: "v1", kind: "List", items: accounts }),
  };
  const keys = jwks === undefined ? [] : [{ source: "jwks.json", cluster: main, text: JSON.stringify(jwks) }];
  const { findings, unread } = audit([...files, objects, ...keys], [issuer, ...others].map(isCluster));
  return { rows: findings.map(({ row }) => row).sort(), unread };
}

/** No resource of Terraform or OpenTofu registers the OIDC providers that Huawei's trust agencies name. */
function canSay(form: string, { trust }: PlantedTrust): boolean {
  return !(/Terraform|OpenTofu/.test(form) && "trustPolicy" in trust);
}

describe.each(Object.keys(FORMS))("a fault in %s", (form) => {
  it.each(PLANTED.filter((planted) => canSay(form, planted)))(
    "is found as $rows and nothing else: $what",
    (planted) => {
      expect(rowsOf(planted, form)).toEqual({ rows: [...planted.rows].sort(), unread: [] });
    },
  );
});

const list = (...items: object[]) => ({ apiVersion: "v1", kind: "List", items });
const key = (kid: string, length = 342) => ({ kty: "RSA", kid, n: "x".repeat(length), e: "AQAB" });
/** Ends on 27 November 2027. */
const CERTIFICATE =
  "MIIBbjCCARWgAwIBAgIUMPNo/TKxsEwuFfZZOElVUaJCel0wCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCc2EwHhcNMjYxMTI3MDI1MzI0WhcNMjcxMTI3MDI1MzI0WjANMQswCQYDVQQDDAJzYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHH8P0TpcwxpvWSA5GkM4GpsCnHI73qpIni23VpDxwXm7s4IqBuXZ91zkmpgYjnTUMFhik5ygfrA0jIC+Yr6ljajUzBRMB0GA1UdDgQWBBQBZ98JIncMmiF9yLTGrTmP33uUczAfBgNVHSMEGDAWgBQBZ98JIncMmiF9yLTGrTmP33uUczAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIBDCd+tK/k1rhFuteqELB6GfWucKJ+8uQtDoRX9sNSXdAiB8L/xQHKzVdbqv2EMPqepzqOknaeAfXu0/rnN2PYKy7Q==";
const registered = (issuer: string) => ({ Url: issuer.slice(8), ClientIDList: ["sts.amazonaws.com"] });

/** Faults of the whole: inputs by cluster, with the rows that they show. */
const WHOLE: readonly [rows: string[], what: string, inputs: [cluster: string, document: unknown][]][] = [
  [["E7"], "a registration of an issuer that is gone", [["", registered("https://gone.example.com")]]],
  [["E6"], "a registration that nobody uses", [["", registered("https://a.example.com")]]],
  ...[
    { OIDCProviders: { OIDCProvider: [{ Arn: "acs:ram::1:oidc-provider/p", OIDCProviderName: "p", IssuerUrl: "?" }] } },
    [
      {
        name: "projects/1/locations/global/workloadIdentityPools/p/providers/p",
        attributeMapping: { "google.subject": "assertion.sub" },
        oidc: { issuerUri: "?" },
      },
    ],
    { oidc_providers: [{ urn: "iam::1:oidcProvider:p", name: "p", url: "?", client_ids: ["sts"] }] },
    [{ openid_connect_config: { idp_url: "?", client_id: "sts" } }],
  ].flatMap((registered): (typeof WHOLE)[number][] =>
    ["gone", "a"].map((host) => {
      const text = JSON.stringify(registered).replace('"?"', `"https://${host}.example.com"`);
      const what = `a registration of an issuer that is ${host === "a" ? "used by nobody" : "gone"}: ${Object.keys(registered)[0]}`;
      return [[host === "a" ? "E6" : "E7"], what, [["", JSON.parse(text)]]];
    }),
  ),
  [
    ["E8"],
    "two clusters with one issuer",
    ["a", "twin"].map((cluster) => [
      cluster,
      { issuer: "https://a.example.com", jwks_uri: "https://a.example.com/keys" },
    ]),
  ],
  [
    ["E9"],
    "two clusters with one key",
    [
      ["a", { keys: [key("1")] }],
      ["b", { keys: [key("1")] }],
    ],
  ],
  [["E13"], "a weak key", [["a", { keys: [key("1", 171)] }]]],
  [["E20"], "a key whose certificate ends", [["a", { keys: [{ ...key("1"), x5c: [CERTIFICATE] }] }]]],
  [
    ["E16"],
    "an OpenShift cluster that mints keys",
    [
      [
        "a",
        list({
          apiVersion: "operator.openshift.io/v1",
          kind: "CloudCredential",
          metadata: { name: "cluster" },
          spec: { credentialsMode: "Mint" },
        }),
      ],
    ],
  ],
  [
    ["E12"],
    "a token without an end",
    [
      [
        "a",
        list({
          apiVersion: "v1",
          kind: "Secret",
          type: "kubernetes.io/service-account-token",
          metadata: { namespace: "ns", name: "old", annotations: { "kubernetes.io/service-account.name": "sa" } },
        }),
      ],
    ],
  ],
];

describe("a fault of the whole", () => {
  it.each(WHOLE)("is found as %s and nothing else: %s", (rows, _, inputs) => {
    const clusters = ["a", "b"].map((name) => ({ name, issuer: `https://${name}.example.com` }));
    const texts = inputs.map(([cluster, value], i) => ({
      source: `${i}.json`,
      text: JSON.stringify(value),
      ...(cluster === "" ? {} : { cluster }),
    }));
    const { findings, unread } = audit(texts, clusters, undefined, new Date("2027-11-10"));
    expect({ rows: findings.map(({ row }) => row), unread }).toEqual({ rows, unread: [] });
  });
});

it.each([
  ["2027-10-27", []],
  ["2027-10-29", ['the certificate of key "1" ends on 2027-11-27']],
  ["2027-11-28", ['the certificate of key "1" has ended on 2027-11-27']],
])("the certificate of a key that ends on 27 November 2027 is told on %s as %j", (day, told) => {
  const text = JSON.stringify({ keys: [{ ...key("1"), x5c: [CERTIFICATE] }] });
  const answer = audit([{ source: "jwks.json", text }], [], undefined, new Date(day));
  expect(answer.findings.map(({ message }) => message)).toEqual(told);
});

/** Rows that are planted elsewhere, or that no file shows. */
const NOT_HERE: Readonly<Record<string, string>> = {
  A19: "whom a trust lists is taken for intended, unless he is gone (E3, E4, E5)",
  B12: "the same",
  Z7: "issuers that a trust lists are taken for intended, unless they are of no cluster (E5)",
  H6: "the rules of a group are taken for intended together, and H1, H2, E3 and E4 say what is wrong with each",
  B6: "the component checks it; an hour more or less lets in nobody else",
  K4: "who can write to the place of the keys stands in no file",
  K5: "no file says what a ServiceAccount of the same name was before; E3 and E4 tell the names that are free",
  K6: "rows E17 to E19 say it of a cluster's roles",
  E2: "planted in the estate of every form",
  E10: "planted in the estate of every form",
  E11: "planted in the estate of every form",
  E17: "planted among people",
  E18: "planted among people",
  E19: "planted among people",
  E21: "planted in pods with stored keys",
};

it("every row of the catalogue is planted, or said why not", () => {
  const here = new Set([...PLANTED.flatMap(({ rows }) => rows), ...WHOLE.flatMap(([rows]) => rows)]);
  const missing = catalogue.map(({ id }) => id).filter((id) => !here.has(id));
  expect(missing.sort()).toEqual(Object.keys(NOT_HERE).sort());
});
