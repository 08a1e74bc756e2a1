import { describe, expect, it } from "vitest";
import { openShiftCloud } from "../../../src/clouds/openshift-clouds";
import { OpenShiftNaming } from "../../../src/openshift/naming";
import { planOpenShift } from "../../../src/openshift/plan";
import { credentialsRequest } from "../../support/openshift-requests";

const project = "shop-prod";
const pool = "projects/123456789012/locations/global/workloadIdentityPools/green";
const issuer = "https://storage.googleapis.com/green-oidc";
const email = "green-openshif-x7k2p@shop-prod.iam.gserviceaccount.com";
const customRole = `projects/${project}/roles/shopprod_openshiftdiskgcp`;
const IMPERSONATION = "roles/iam.workloadIdentityUser";
const account = {
  name: `projects/${project}/serviceAccounts/${email}`,
  email,
  displayName: "green-openshift-disk-gcp",
};
const member = (serviceAccount: string) =>
  `principal://iam.googleapis.com/${pool}/subject/system:serviceaccount:openshift-disk:${serviceAccount}`;
const policy = (resource: string, bindings: object[]) => ({ resource, policy: { bindings } });
const entering = (...names: string[]) => [{ role: IMPERSONATION, members: names.map(member) }];
const onProject = (...roles: string[]) => roles.map((role) => ({ role, members: [`serviceAccount:${email}`] }));
const provider = {
  name: `${pool}/providers/green`,
  oidc: { issuerUri: issuer, allowedAudiences: ["openshift"], jwksJson: "{}" },
};

/** What ccoctl made for an operator with two ServiceAccounts, and what a release asks for now. */
function adopt(documents: object[], permissions = ["compute.disks.get"]) {
  const request = credentialsRequest(
    { name: "openshift-disk-gcp", secret: "openshift-disk/cloud-credentials", serviceAccounts: ["operator", "node"] },
    { kind: "GCPProviderSpec", permissions, predefinedRoles: ["roles/dns.admin"] },
  );
  const wanted = { cluster: "green", cloud: "gcp", naming: OpenShiftNaming.Ccoctl } as const;
  const { identities } = planOpenShift([request], wanted);
  return openShiftCloud("gcp").adopt({ cluster: "green", issuer, documents }, identities);
}

const codes = (documents: object[], permissions?: string[]) =>
  adopt([{ name: pool }, provider, account, ...documents], permissions)
    .changes.filter(({ request }) => request !== undefined)
    .map(({ code, message }) => [code, message]);

const GRANTED = [
  policy(`//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`, entering("operator", "node")),
  policy(`//cloudresourcemanager.googleapis.com/projects/${project}`, onProject("roles/dns.admin", customRole)),
  { name: customRole, includedPermissions: ["compute.disks.get"] },
];

describe("what ccoctl made on Google Cloud", () => {
  it("is taken over with its members, its custom role and its grants", () => {
    const { objects } = adopt([{ name: pool }, provider, account, ...GRANTED]);
    const found = objects.filter(({ name }) => name.startsWith("openshift-disk-gcp"));
    expect(found.map(({ type, id }) => `${type.split(":").at(-1)} ${id}`)).toEqual([
      `Account ${account.name}`,
      `IAMMember ${account.name} ${IMPERSONATION} ${member("operator")}`,
      `IAMMember ${account.name} ${IMPERSONATION} ${member("node")}`,
      `IAMCustomRole ${customRole}`,
      `IAMMember ${project} roles/dns.admin serviceAccount:${email}`,
      `IAMMember ${project} ${customRole} serviceAccount:${email}`,
    ]);
    expect(codes(GRANTED)).toEqual([]);
  });

  it("gets what it lacks", () => {
    expect(codes([GRANTED[2]!])).toEqual([
      ["member-missing", "system:serviceaccount:openshift-disk:operator does not get in yet, and will"],
      ["member-missing", "system:serviceaccount:openshift-disk:node does not get in yet, and will"],
      ["grant-missing", "it gets roles/dns.admin"],
      ["grant-missing", `it gets ${customRole}`],
    ]);
    expect(codes(GRANTED.slice(0, 2))).toEqual([
      ["role-missing", `custom role ${customRole} is not listed, and is created`],
    ]);
    const { objects } = adopt([account, ...GRANTED]);
    expect(objects.filter(({ id }) => id.includes(IMPERSONATION))).toEqual([]);
  });

  it("loses permissions, and keeps members and grants, that nobody asks for", () => {
    const more = [
      policy(`projects/${project}/serviceAccounts/${email}`, entering("operator", "node", "old")),
      policy(`projects/${project}`, onProject("roles/dns.admin", customRole, "roles/owner")),
      { name: customRole, includedPermissions: ["compute.disks.get", "compute.disks.delete"] },
    ];
    const command = `gcloud iam service-accounts remove-iam-policy-binding ${email} --role ${IMPERSONATION} --member ${member("old")}`;
    expect(codes(more, ["compute.disks.get", "compute.disks.list"])).toEqual([
      [
        "member-stale",
        `${member("old")} gets in, is not named by the request, and stays: take it away with ${command}`,
      ],
      ["permissions-missing", "it lacks compute.disks.list"],
      [
        "permissions-removed",
        `${customRole} loses compute.disks.delete, which the request does not ask for, in every cluster of the project`,
      ],
      ["grant-kept", "it has roles/owner, which is not asked for and stays"],
    ]);
  });

  it("is not taken for a cluster's of another name", () => {
    const other = { ...account, displayName: "blue-openshift-disk-gcp" };
    expect(adopt([other]).issues.map(({ code }) => code)).toEqual(["openshift-install-not-found"]);
  });
});
