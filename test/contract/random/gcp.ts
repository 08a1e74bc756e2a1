import type { Draw } from "./draw";
import type { RandomDocument } from "./random-document";
import { AUDIENCES, CLUSTER, GITHUB, REPOSITORIES, SUBJECTS } from "./words";

const POOL = "projects/123456789012/locations/global/workloadIdentityPools/shop";
const MEMBERS = ["serviceAccount:deployer@shop.iam.gserviceaccount.com", "user:somebody@example.com"];

const CONDITIONS = [
  undefined,
  undefined,
  "true",
  "assertion.sub.startsWith('system:serviceaccount:shop:')",
  "assertion.sub in ['repo:example/shop', 'system:serviceaccount:shop:orders']",
  "assertion.sub != 'system:serviceaccount:shop:cart'",
  "assertion.sub.endsWith(':orders') || assertion.sub.startsWith('repo:')",
  "has(assertion.sub) && !assertion.sub.contains('cart')",
  "assertion.repository == 'example/shop'",
  "'tokens.example' in assertion.aud",
  "attribute.kind == 'a'",
  "assertion.sub.size() > 20",
];

const MAPPINGS: Record<string, string>[] = [
  { "google.subject": "assertion.sub" },
  { "google.subject": "assertion.sub" },
  { "google.subject": "assertion.sub" },
  { "google.subject": "assertion.sub", "attribute.kind": "assertion.sub.startsWith('system:') ? 'a' : 'b'" },
  { "google.subject": "assertion.sub", "attribute.kind": "assertion.sub.split(':')[0]" },
  { "google.subject": "assertion.sub", "attribute.kind": "assertion.repository" },
  { "google.subject": "'k8s::' + assertion.sub" },
];

function member(draw: Draw): string {
  const principal = `://iam.googleapis.com/${POOL}`;
  const kind = draw.below(10);
  if (kind < 7) return `principal${principal}/subject/${draw.of(SUBJECTS)}`;
  if (kind === 7) return `principalSet${principal}/*`;
  if (kind === 8) return `principal${principal}/subject/k8s::${draw.of(SUBJECTS)}`;
  return `principalSet${principal}/attribute.kind/${draw.of(REPOSITORIES)}`;
}

export function randomGcp(draw: Draw): RandomDocument {
  const issuers = draw.percent(50) ? [CLUSTER] : draw.percent(50) ? [CLUSTER, GITHUB] : [GITHUB];
  const providers = issuers.map((issuer) => {
    const attributeCondition = draw.of(CONDITIONS);
    return {
      name: issuer === CLUSTER ? "cluster" : "ci",
      issuer,
      allowedAudiences: draw.percent(75) ? AUDIENCES.slice(0, 1) : AUDIENCES,
      attributeMapping: draw.of(MAPPINGS),
      ...(attributeCondition === undefined ? {} : { attributeCondition }),
      ...(draw.percent(5) ? { disabled: true } : {}),
    };
  });
  const open = MEMBERS.filter(() => draw.percent(15));
  const bindings = [
    {
      role: "roles/iam.workloadIdentityUser",
      resource: "projects/-/serviceAccounts/orders@shop.iam.gserviceaccount.com",
      members: [...draw.list(0, 3, () => member(draw)), ...open],
    },
  ];
  return {
    trust: { cloud: "gcp", pool: POOL, providers, bindings },
    ways: MEMBERS.map((name) => ({ isOpen: open.includes(name), named: name })),
    others: (subjects, members) => ({ subjects, members }),
    // What an issuer that is no cluster puts into its claims is tried out, not read as sets.
    mayStayOpen: providers.some(
      ({ issuer, attributeCondition, attributeMapping }) =>
        issuer === GITHUB && (attributeCondition !== undefined || attributeMapping["attribute.kind"] !== undefined),
    ),
  };
}
