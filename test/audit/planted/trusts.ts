import type { AlicloudTrust } from "../../../src/clouds/alicloud/trust";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure/audience";
import type { AzureFederatedIdentityCredential, AzureTrust } from "../../../src/clouds/azure/trust";
import type { GcpProvider, GcpTrust } from "../../../src/clouds/gcp/trust";
import type { HuaweiTrust } from "../../../src/clouds/huawei/trust";
import { renderHuaweiRules } from "../../../src/clouds/huawei/trust";
import type { CloudTrust } from "../../../src/clouds/registry";
import * as ram from "../../clouds/alicloud/good-trust";
import * as iam from "../../clouds/aws/good-trust";
import * as pools from "../../clouds/gcp/support";
import * as hw from "../../clouds/huawei/good-trust";

/** A trust with a fault, and all rows that an audit has to show of it: the planted one, and those that come with it. */
export interface PlantedTrust {
  readonly rows: readonly string[];
  readonly what: string;
  readonly trust: CloudTrust;
  /** Issuers of clusters among the inputs; the first one has the ServiceAccounts. */
  readonly clusters: readonly string[];
  readonly jwks?: object;
}

const key = (kid: string) => ({ kty: "RSA", use: "sig", alg: "RS256", kid, n: `${kid}${"w".repeat(341)}`, e: "AQAB" });
const JWKS = { keys: [key("x"), key("y")] };
const MORE_KEYS = JSON.stringify({ keys: [key("x"), key("y"), key("z")] });
const byRules = (rules?: object[], changes: object = {}) =>
  hw.rulesTrust(rules, { signingKey: JSON.stringify(JWKS), ...changes });

/** A ServiceAccount's name that makes its subject longer than Google takes. */
export const LONG_NAME = "s".repeat(120);

const API_SERVER = "https://kubernetes.default.svc";
const IN_CLUSTER = "https://kubernetes.default.svc.cluster.local";

const S = `${iam.KEY}:sub`;
const AUD = { [`${iam.KEY}:aud`]: iam.AUDIENCE };
const sub = iam.sub;

function role(condition: Record<string, unknown>): AwsTrust {
  return onlyUsed(iam.conditioned(condition));
}

function roleOf(...statements: object[]): AwsTrust {
  return onlyUsed(iam.trust(statements));
}

/** Without the registrations that no statement names, which are a finding of their own. */
function onlyUsed<Trust extends AwsTrust | AlicloudTrust>(trust: Trust): Trust {
  const text = JSON.stringify(trust.assumeRolePolicy);
  return { ...trust, oidcProviders: trust.oidcProviders.filter(({ arn }) => text.includes(arn)) };
}

const like = (pattern: string) => role({ StringEquals: AUD, StringLike: { [S]: pattern } });
const service = { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" } };
const CLUSTER_ARN = "arn:aws:eks:us-west-2:111122223333:cluster/prod";
const tags = (namespaces: string[], names: string[]) => ({
  "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
  "aws:RequestTag/kubernetes-namespace": namespaces,
  "aws:RequestTag/kubernetes-service-account": names,
});
const { "aws:RequestTag/eks-cluster-arn": _cluster, ...CLUSTERLESS } = tags(["ns"], ["sa"]);
const podIdentity = (Condition: object, Action: unknown = ["sts:AssumeRole", "sts:TagSession"]): AwsTrust => ({
  ...roleOf({ ...service, Action, Condition }),
  podIdentityAssociations: [
    {
      clusterArn: CLUSTER_ARN,
      issuer: iam.ISSUER,
      namespace: "ns",
      serviceAccount: "sa",
      disableSessionTags: false,
    },
  ],
});
const foreignAccount: Record<string, unknown> = {
  Principal: { AWS: "arn:aws:iam::444455556666:root" },
  Action: "sts:AssumeRole",
  Condition: {},
};

const unreachableRole: AwsTrust = {
  ...roleOf(
    iam.statement({
      Principal: { Federated: iam.arnOf("https://10.0.0.1") },
      Condition: { StringEquals: { "10.0.0.1:aud": iam.AUDIENCE, "10.0.0.1:sub": sub("ns:sa") } },
    }),
  ),
  oidcProviders: [{ arn: iam.arnOf("https://10.0.0.1"), issuer: "https://10.0.0.1", clientIds: [iam.AUDIENCE] }],
};

const AWS: [rows: string[], what: string, trust: CloudTrust, clusters?: string[]][] = [
  [[], "the right role", roleOf(iam.statement())],
  [["A1"], "no condition", roleOf(iam.statement({ Condition: {} }))],
  [["A2"], "no condition on sub", role({ StringEquals: AUD })],
  [["A3"], "a wildcard for everybody", like("system:serviceaccount:*")],
  [["A4"], "a wildcard for the namespace", like(sub("*:sa"))],
  [["A5"], "a wildcard for the name", like(sub("ns:*"))],
  [["A6"], "a wildcard within a name", like(sub("ns:s*"))],
  [["A7"], "ForAllValues", role({ "ForAllValues:StringEquals": { ...AUD, [S]: sub("ns:sa") } })],
  [["A8"], "IfExists", role({ StringEqualsIfExists: { ...AUD, [S]: sub("ns:sa") } })],
  [["A9"], "subjects that are only excluded", role({ StringEquals: AUD, StringNotEquals: { [S]: sub("ns:evil") } })],
  [["A10"], "letter case ignored", role({ StringEquals: AUD, StringEqualsIgnoreCase: { [S]: sub("ns:sa") } })],
  [
    ["A11", "E1"],
    "keys of another issuer",
    role({ StringEquals: { [`${iam.OTHER_KEY}:aud`]: iam.AUDIENCE, [`${iam.OTHER_KEY}:sub`]: sub("ns:sa") } }),
  ],
  [["A12", "E1"], "a wildcard under StringEquals", role({ StringEquals: { ...AUD, [S]: sub("ns:*") } })],
  [
    ["A13"],
    "no condition on aud",
    onlyUsed(
      iam.trust([iam.statement({ Condition: { StringEquals: { [S]: sub("ns:sa") } } })], [iam.AUDIENCE, "other"]),
    ),
  ],
  [
    ["A14"],
    "the audience of the API server",
    onlyUsed(
      iam.trust(
        [
          iam.statement({
            Condition: { StringEquals: { [S]: sub("ns:sa"), [`${iam.KEY}:aud`]: [iam.AUDIENCE, API_SERVER] } },
          }),
        ],
        [iam.AUDIENCE, API_SERVER],
      ),
    ),
  ],
  [
    ["A15"],
    "several providers in one statement",
    roleOf(iam.statement({ Principal: { Federated: [iam.ISSUER, iam.OTHER_ISSUER].map(iam.arnOf) } })),
    [iam.ISSUER, iam.OTHER_ISSUER],
  ],
  [["A16"], "any principal", roleOf(iam.statement(), iam.statement({ Principal: "*" }))],
  [["A17"], "another account", roleOf(iam.statement(), iam.statement(foreignAccount))],
  [["A18"], "every action", roleOf(iam.statement({ Action: "sts:*" }))],
  [
    ["A20", "E15"],
    "a policy variable",
    role({ StringEquals: { ...AUD, [S]: [sub("ns:sa"), sub(`\${aws:PrincipalTag/ns}:sa`)] } }),
  ],
  [["A18", "A21"], "NotAction", roleOf(iam.statement({ Action: undefined, NotAction: "iam:*" }))],
  [
    ["A22", "E1"],
    "a wildcard in the provider's ARN",
    {
      ...roleOf(iam.statement({ Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/*" } })),
    },
  ],
  [
    ["A23", "E15"],
    "a Deny by the request",
    roleOf(
      iam.statement(),
      iam.statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } }),
    ),
  ],
  [
    ["A24", "E1", "E6"],
    "a provider of another account",
    {
      ...roleOf(iam.statement({ Principal: { Federated: iam.arnOf(iam.ISSUER).replace("1111", "9999") } })),
      oidcProviders: [
        { arn: iam.arnOf(iam.ISSUER).replace("1111", "9999"), issuer: iam.ISSUER, clientIds: [iam.AUDIENCE] },
      ],
    },
  ],
  [["A25"], "an issuer out of reach", unreachableRole, ["https://10.0.0.1"]],
  [[], "the right role for Pod Identity", podIdentity({ StringEquals: tags(["ns"], ["sa"]) })],
  [["A17", "A26"], "Pod Identity for anybody", podIdentity({})],
  [["A17", "A27"], "Pod Identity of every cluster", podIdentity({ StringEquals: CLUSTERLESS })],
  [["A17", "A28"], "lists of session tags", podIdentity({ StringEquals: tags(["ns", "b"], ["sa", "b"]) })],
  [["A17", "A29", "E1"], "no sts:TagSession", podIdentity({ StringEquals: tags(["ns"], ["sa"]) }, "sts:AssumeRole")],
  [["K1", "E1"], "a subject that is none", role({ StringEquals: { ...AUD, [S]: sub("NS:sa") } })],
  [["K2"], "the ServiceAccount default", role({ StringEquals: { ...AUD, [S]: [sub("ns:sa"), sub("ns:default")] } })],
  [["E3"], "a ServiceAccount that is gone", role({ StringEquals: { ...AUD, [S]: [sub("ns:sa"), sub("ns:old")] } })],
  [["E4"], "a namespace that is gone", role({ StringEquals: { ...AUD, [S]: [sub("ns:sa"), sub("gone:sa")] } })],
];

const AKS = "https://eastus.oic.prod-aks.azure.com/tenant/cluster/";
const credential = (changes: Partial<AzureFederatedIdentityCredential> = {}): AzureFederatedIdentityCredential => ({
  name: "orders",
  issuer: AKS,
  subject: sub("ns:sa"),
  audiences: [AZURE_DEFAULT_AUDIENCE],
  ...changes,
});
const identity = (...federatedIdentityCredentials: AzureFederatedIdentityCredential[]): AzureTrust => ({
  cloud: "azure",
  federatedIdentityCredentials,
});
const many = Array.from({ length: 20 }, (_, i) => credential({ name: `c${i}`, subject: sub(`ns:sa-${i}`) }));

const AZURE: typeof AWS = [
  [[], "the right identity", identity(credential())],
  [["Z1", "Z9", "E1"], "an issuer without its slash", identity(credential({ issuer: AKS.slice(0, -1) }))],
  [["Z2", "Z5", "E15"], "a subject in capitals", identity(credential({ subject: sub("ns:SA") }))],
  [["Z3", "E1"], "a wildcard in a subject", identity(credential({ subject: sub("ns:*") }))],
  [
    ["Z4"],
    "an expression",
    identity(credential({ subject: undefined, claimsMatchingExpression: `claims['sub'] matches '${sub("ns:*")}'` })),
  ],
  [
    ["E5"],
    "a credential of an issuer that is nobody's",
    identity(credential(), credential({ name: "evil", issuer: "https://attacker.example" })),
  ],
  [["Z6"], "two audiences", identity(credential({ audiences: [AZURE_DEFAULT_AUDIENCE, API_SERVER] }))],
  [["Z8", "E1"], "a 21st credential", identity(...many, credential())],
  [
    ["Z9", "E1"],
    "an issuer of a private network",
    identity(credential({ issuer: "https://10.0.0.1" })),
    ["https://10.0.0.1"],
  ],
  [
    ["K2"],
    "the ServiceAccount default",
    identity(credential(), credential({ name: "default", subject: sub("ns:default") })),
  ],
];

const pool = (changes: Partial<GcpTrust> & { provider?: Partial<GcpProvider> } = {}): GcpTrust => {
  const { provider, ...more } = changes;
  return pools.trust({ providers: [pools.provider(provider)], bindings: [bound(MEMBER)], ...more });
};
const bound = (...members: string[]) => pools.binding(members);
const MEMBER = `${pools.principal}/subject/${sub("ns:sa")}`;
const everyone = (attributeCondition: string) =>
  pool({ provider: { attributeCondition }, bindings: [bound(`${pools.principalSet}/*`)] });
const gke = (...members: string[]): GcpTrust => pools.managedTrust({ bindings: [bound(...members)] });
const GKE_MEMBER = "serviceAccount:shop.svc.id.goog[ns/sa]";
const DEV = "https://container.googleapis.com/v1/projects/shop/locations/europe-west3/clusters/dev";

const GCP: typeof AWS = [
  [[], "the right pool", pool()],
  [[], "the right pool of GKE", gke(GKE_MEMBER), [pools.cluster]],
  [["G1", "G8"], "the whole pool", pool({ bindings: [bound(`${pools.principalSet}/*`)] })],
  [
    ["G2", "G8"],
    "a namespace as a member",
    pool({
      provider: { attributeMapping: pools.namespaceMapping },
      bindings: [bound(`${pools.principalSet}/attribute.namespace/ns`)],
    }),
  ],
  [
    ["G3", "G8", "G15"],
    "a mapping that mixes subjects up",
    pool({
      provider: { attributeMapping: { "google.subject": "assertion['kubernetes.io']['serviceaccount']['name']" } },
      bindings: [bound(`${pools.principal}/subject/sa`)],
    }),
  ],
  [
    ["G4"],
    "two clusters in one pool",
    pool({ providers: [pools.provider(), pools.provider({ name: "dev", issuer: "https://dev.example.com" })] }),
    [pools.issuer, "https://dev.example.com"],
  ],
  [["G1", "G5"], "a namespace left open at its end", everyone(`assertion.sub.startsWith('${sub("ns")}')`)],
  [["G1", "G6"], "a condition that matches a part", everyone("assertion.sub.contains('ns:sa')")],
  [["G1", "G7"], "a condition that is always true", everyone("has(assertion.sub)")],
  [
    ["G8", "G9"],
    "the audience of the API server",
    pool({ provider: { allowedAudiences: [pools.audience, API_SERVER] } }),
  ],
  [["G11", "E1"], "a claim that no token has", pool({ provider: { attributeCondition: "assertion.team == 'ns'" } })],
  [
    ["G10", "E1"],
    "a subject that is too long",
    pool({ bindings: [bound(MEMBER, `${pools.principal}/subject/${sub(`ns:${LONG_NAME}`)}`)] }),
  ],
  [
    ["G12", "E1"],
    "an audience compared as a text",
    pool({ provider: { attributeCondition: `assertion.aud == '${pools.audience}'` } }),
  ],
  [
    ["G8", "G8", "G13", "G13"],
    "a binding on the project",
    pool({ bindings: [{ ...bound(MEMBER), resource: "projects/shop" }] }),
  ],
  [
    ["G14"],
    "two clusters in one pool of GKE",
    pools.managedTrust({
      providers: [pools.cluster, DEV].map((issuer) => ({ name: issuer, issuer })),
      bindings: [bound(GKE_MEMBER)],
    }),
    [pools.cluster, DEV],
  ],
  [["G8", "G15"], "a person", pool({ bindings: [bound(MEMBER, "user:eve@example.com")] })],
  [
    ["G16", "E1"],
    "an attribute that is not mapped",
    pool({ bindings: [bound(`${pools.principalSet}/attribute.namespace/ns`)] }),
  ],
  [["G17", "E1"], "a subject as GKE has them", pool({ bindings: [bound(`${pools.principal}/subject/ns/ns/sa/sa`)] })],
  [
    ["K2"],
    "the ServiceAccount default",
    pool({ bindings: [bound(MEMBER, `${pools.principal}/subject/${sub("ns:default")}`)] }),
  ],
];

const ramRole = (changes: Record<string, unknown>): AlicloudTrust => onlyUsed(ram.trust([ram.statement(changes)]));
const ramCondition = (Condition: object) => ramRole({ Condition });
const { "oidc:sub": RAM_SUB, ...NO_SUB } = ram.GOOD_CONDITION;
const { "oidc:aud": _aud, ...NO_AUD } = ram.GOOD_CONDITION;

const ALICLOUD: typeof AWS = [
  [[], "the right role", ramRole({})],
  [["B1"], "no oidc:sub", ramCondition({ StringEquals: NO_SUB })],
  [["B2"], "a wildcard", ramCondition({ StringEquals: NO_SUB, StringLike: { "oidc:sub": sub("*:sa") } })],
  [
    ["B3", "E1"],
    "a wildcard under StringEquals",
    ramCondition({ StringEquals: { ...NO_SUB, "oidc:sub": sub("ns:*") } }),
  ],
  [["B4", "E15"], "no oidc:iss", ramCondition({ StringEquals: { "oidc:aud": ram.AUDIENCE, "oidc:sub": RAM_SUB } })],
  [
    ["B5"],
    "the audience of the API server",
    onlyUsed(ram.trust([ram.statement({ Condition: { StringEquals: NO_AUD } })], [ram.AUDIENCE, API_SERVER])),
  ],
  [["B7", "E1", "E6"], "the other action", ramRole({ Action: "sts:AssumeRoleWithOIDC" })],
  [
    ["B8"],
    "an account",
    onlyUsed(ram.trust([ram.statement(), ram.statement({ Principal: { RAM: ["acs:ram::1:root"] }, Condition: {} })])),
  ],
  [
    ["B9", "E1"],
    "an issuer that is not the provider's",
    ramCondition({ StringEquals: { ...ram.GOOD_CONDITION, "oidc:iss": `${ram.ISSUER}/` } }),
  ],
  [
    ["B10", "E1", "E6"],
    "a provider of another account",
    { ...ramRole({}), roleArn: "acs:ram::6543210987654321:role/orders" },
  ],
  [
    ["B11"],
    "an issuer out of reach",
    {
      ...ramCondition({ StringEquals: { ...ram.GOOD_CONDITION, "oidc:iss": "https://10.0.0.1" } }),
      oidcProviders: [{ arn: ram.ARN, issuer: "https://10.0.0.1", clientIds: [ram.AUDIENCE] }],
    },
    ["https://10.0.0.1"],
  ],
];

const agency = (StringEquals: object, more: object = {}): HuaweiTrust =>
  hw.agencyTrust({ Version: "5.0", Statement: [agencyStatement({ StringEquals, ...more })] });
const agencyStatement = (Condition: object) => ({
  Effect: "Allow",
  Principal: { Federated: [hw.URN] },
  Action: ["sts:agencies:assumeWithOIDC"],
  Condition,
});
const HW = { "oidc:iss": [hw.ISSUER], "oidc:aud": [hw.CLIENT_ID], "oidc:sub": [sub("ns:sa")] };
const { "oidc:sub": _hwSub, ...HW_NO_SUB } = HW;
const { "oidc:aud": _hwAud, ...HW_NO_AUD } = HW;
const GOOD_RULES = renderHuaweiRules([hw.SUBJECT], hw.GROUP);

const HUAWEI: [...(typeof AWS)[number], jwks?: object][] = [
  [[], "the right rules", byRules(), [hw.ISSUER], JWKS],
  [[], "the right agency", agency(HW)],
  [["H1"], "everybody", byRules([hw.rule({ type: "sub" })]), [hw.ISSUER], JWKS],
  [["H2"], "everybody but one", byRules([hw.rule({ type: "sub", not_any_of: [sub("ns:evil")] })]), [hw.ISSUER], JWKS],
  [
    ["H3", "H7", "K3"],
    "keys of two clusters",
    byRules(GOOD_RULES, {
      issuer: IN_CLUSTER,
      signingKey: MORE_KEYS,
    }),
    [IN_CLUSTER],
    JWKS,
  ],
  [["H4"], "the audience of the API server", byRules(GOOD_RULES, { clientId: IN_CLUSTER }), [hw.ISSUER], JWKS],
  [
    ["E14"],
    "a regular expression, of which no row of its own tells",
    byRules([hw.rule({ type: "sub", any_one_of: ["^system:serviceaccount:ns:s.*$"], regex: true })]),
    [hw.ISSUER],
    JWKS,
  ],
  [["H5"], "a wildcard in a list", byRules([hw.rule({ type: "sub", any_one_of: [sub("ns:*")] })]), [hw.ISSUER], JWKS],
  [["H3", "H7"], "a key that is no more", byRules(GOOD_RULES, { signingKey: MORE_KEYS }), [hw.ISSUER], JWKS],
  [
    ["H8"],
    "a service",
    hw.agencyTrust({
      Version: "5.0",
      Statement: [
        agencyStatement({ StringEquals: HW }),
        { Effect: "Allow", Principal: { Service: ["service.CCE"] }, Action: ["sts:agencies:assume"] },
      ],
    }),
  ],
  [["H9"], "an issuer that is not the provider's", agency({ ...HW, "oidc:iss": [`${hw.ISSUER}/`] })],
  [["H10"], "no subject", agency(HW_NO_SUB)],
  [["H11"], "a wildcard", agency(HW_NO_SUB, { StringMatch: { "oidc:sub": [sub("ns:*")] } })],
  [
    ["H12"],
    "no audience",
    hw.agencyTrust({ Version: "5.0", Statement: [agencyStatement({ StringEquals: HW_NO_AUD })] }, [
      { urn: hw.URN, issuer: hw.ISSUER, clientIds: [hw.CLIENT_ID, "other"] },
    ]),
  ],
];

function planted(cases: typeof HUAWEI, issuer: string): PlantedTrust[] {
  return cases.map(([rows, what, trust, clusters = [issuer], jwks]) => ({
    rows,
    what: `${what} (${trust.cloud})`,
    trust,
    clusters,
    ...(jwks === undefined ? {} : { jwks }),
  }));
}

export const PLANTED: readonly PlantedTrust[] = [
  ...planted(AWS, iam.ISSUER),
  ...planted(AZURE, AKS),
  ...planted(GCP, pools.issuer),
  ...planted(ALICLOUD, ram.ISSUER),
  ...planted(HUAWEI, hw.ISSUER),
];
