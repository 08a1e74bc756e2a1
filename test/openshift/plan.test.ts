import { describe, expect, it } from "vitest";
import type { WorkloadIdentityError } from "../../src/core/errors";
import type { OpenShiftNaming } from "../../src/openshift";
import { planOpenShift, readCredentialsRequests, reportOn } from "../../src/openshift";
import type { Payload } from "./support/payload";
import { GATES, RELEASE_5_1, request, written } from "./support/payload";

const TEXTS = RELEASE_5_1.map(written);
const CLOUDS = ["aws", "azure", "gcp"];
const settings = { cluster: "prod", featureGates: GATES };

describe("planOpenShift", () => {
  it.each([
    ["aws", 7, 9],
    ["azure", 8, 13],
    ["gcp", 8, 10],
  ])("plans the identities of release 5.1 on %s: %i with %i subjects", (cloud, identities, subjects) => {
    const report = reportOn(planOpenShift(TEXTS, { ...settings, cloud }));
    expect(report.identities).toHaveLength(identities);
    expect(report.subjects).toBe(subjects);
    expect(report.skipped).toHaveLength(RELEASE_5_1.length - identities);
  });

  it("trusts ServiceAccounts in the namespace of the Secret, not of the request", () => {
    const [first] = reportOn(
      planOpenShift(request("openshift-image-registry"), { ...settings, cloud: "aws" }),
    ).identities;
    expect(first!.subjects).toEqual([
      "openshift-image-registry/cluster-image-registry-operator",
      "openshift-image-registry/registry",
    ]);
  });

  it("refuses a request whose trust no role can store, before the issuer is known, and counts one that needs a raised quota", () => {
    const accounts = (count: number) => Array.from({ length: count }, (_, index) => `operator-${index}`);
    const plan = (count: number) =>
      planOpenShift(request("openshift-ingress", { accounts: accounts(count) }), { ...settings, cloud: "aws" });
    const trust = reportOn(plan(60)).quotas.find(({ what }) => what.includes("trust policy"));
    expect(trust).toMatchObject({ byDefault: 2048 });
    expect(trust!.used).toBeGreaterThan(2048);
    expect(caught(() => plan(200)).issues).toMatchObject([
      { code: "aws-trust-too-long", path: "openshift-ingress.serviceAccountNames" },
    ]);
  });

  it.each([1, 20, 44, 45, 50, 58])("names no two roles alike for a cluster name of %i characters", (length) => {
    const { identities } = planOpenShift(TEXTS, { ...settings, cloud: "aws", cluster: "c".repeat(length) });
    const names = identities.map(({ names: { role } }) => role!.name);
    expect(new Set(names).size).toBe(7);
    expect(names.filter((name) => name.length > 64)).toEqual([]);
  });

  // Measured on the payload: how many roles ccoctl's names leave apart, by the length of the cluster's name.
  it.each([
    [44, 7],
    [45, 6],
    [46, 6],
    [47, 5],
    [50, 5],
    [51, 4],
    [52, 3],
    [53, 1],
    [58, 1],
  ])("finds that ccoctl's names for a cluster name of %i characters leave %i roles of 7", (length, distinct) => {
    const plan = () =>
      planOpenShift(TEXTS, { ...settings, cloud: "aws", cluster: "c".repeat(length), naming: "ccoctl" });
    if (distinct === 7) {
      expect(plan().identities).toHaveLength(7);
      return;
    }
    const { issues } = caught(plan);
    expect(issues.map(({ code }) => code)).toEqual(Array(7 - distinct).fill("openshift-name-collision"));
  });

  it("finds ccoctl's first collision on Azure at 91 characters, and none with names of its own", () => {
    const plan = (length: number, naming: "ccoctl" | "unique") => () =>
      planOpenShift(TEXTS, { ...settings, cloud: "azure", cluster: "c".repeat(length), naming });
    expect(plan(90, "ccoctl")().identities).toHaveLength(8);
    expect(caught(plan(91, "ccoctl")).issues).toHaveLength(1);
    expect(plan(91, "unique")().identities).toHaveLength(8);
  });

  it("cuts ccoctl's names as ccoctl does, and its own with a hash of the whole", () => {
    const name = (naming: "ccoctl" | "unique") =>
      planOpenShift(request("cloud-credential-operator-iam-ro"), { ...settings, cloud: "aws", naming }).identities[0]!
        .names.role!.name;
    expect(name("ccoctl")).toBe("prod-openshift-cloud-credential-operator-cloud-credential-operat");
    expect(name("unique")).toMatch(/^prod-openshift-cloud-credential-operator-cloud-credenti-[0-9a-f]{8}$/);
  });

  it.each(["aws", "gcp"])("skips a request without ServiceAccounts on %s with the reason", (cloud) => {
    const plan = planOpenShift(
      request({ aws: "openshift-ingress", gcp: "openshift-ingress-gcp" }[cloud]!, { accounts: [] }),
      { ...settings, cloud },
    );
    expect(plan.identities).toEqual([]);
    expect(plan.skipped).toMatchObject([{ code: "openshift-no-service-accounts" }]);
  });

  it("plans an identity that nobody can be for such a request on Azure, as ccoctl does, and says so", () => {
    const plan = planOpenShift(request("openshift-ingress-azure", { accounts: [] }), { ...settings, cloud: "azure" });
    expect(plan.identities).toHaveLength(1);
    expect(plan.notes).toEqual([expect.stringContaining("openshift-ingress-azure names no ServiceAccounts")]);
  });

  it("skips a request behind a gate that is off, and names the gate", () => {
    const { identities, skipped } = planOpenShift(TEXTS, { cluster: "prod", cloud: "aws" });
    expect(identities).toHaveLength(6);
    expect(skipped.find(({ name }) => name === "openshift-cluster-api-aws")!.reason).toContain(
      "ClusterAPIMachineManagementAWS",
    );
  });

  it("tells the faults that a cloud would have of an identity, as the component does", () => {
    const codesOf = (cloud: string, changes: Partial<Payload>, more: object = {}) => {
      const { issues } = caught(() =>
        planOpenShift(
          request(
            { aws: "openshift-ingress", azure: "openshift-ingress-azure", gcp: "openshift-ingress-gcp" }[cloud]!,
            changes,
          ),
          {
            ...{ ...settings, cloud, ...more },
          },
        ),
      );
      return issues.map(({ code, path }) => `${code} ${path}`);
    };
    const action = `ec2:${"D".repeat(7000)}`;
    const entry = {
      effect: "Allow",
      action: Array.from({ length: 2 }, (_, index) => `${action}${index}`),
      resource: "*",
    };
    expect(codesOf("aws", { spec: { statementEntries: [entry] } })).toEqual(["aws-request-too-long openshift-ingress"]);
    expect(codesOf("azure", { accounts: Array.from({ length: 21 }, (_, index) => `sa-${index}`) })).toEqual([
      "azure-too-many-credentials openshift-ingress-azure.subjects",
    ]);
    expect(codesOf("azure", { spec: { roleBindings: [{ role: "Contributer" }] } })).toEqual([
      "azure-role-unknown openshift-ingress-azure.roleBindings",
    ]);
    const permissions = Array.from({ length: 600 }, (_, index) => `compute.disks.${"a".repeat(100)}${index}`);
    expect(codesOf("gcp", { spec: { permissions } })).toEqual([
      "gcp-request-too-long openshift-ingress-gcp.permissions",
    ]);
    expect(codesOf("gcp", { accounts: ["a".repeat(120)] })).toEqual([
      "gcp-subject-too-long openshift-ingress-gcp.serviceAccountNames",
    ]);
    expect(codesOf("gcp", {}, { naming: "ccoctl", cluster: "c".repeat(33) })).toEqual(["gcp-pool-id-invalid cluster"]);
  });

  it("refuses features that are no list of names", () => {
    const plan = () => planOpenShift(TEXTS, { cluster: "prod", cloud: "aws", featureGates: "X" as never });
    expect(caught(plan).issues).toMatchObject([{ code: "shape-invalid", path: "featureGates" }]);
    const read = () => readCredentialsRequests(TEXTS, { features: { featureSet: 1 as never } });
    expect(caught(read).issues).toMatchObject([{ code: "shape-invalid", path: "features.featureSet" }]);
  });

  it("says so where a request trusts what every pod of a namespace may be", () => {
    const { notes } = planOpenShift(request("openshift-ingress", { accounts: ["default"] }), {
      ...settings,
      cloud: "aws",
    });
    expect(notes).toEqual([expect.stringContaining("openshift-ingress-operator/default")]);
  });

  it("says so where nothing became an identity, with the reason", () => {
    const { notes } = planOpenShift(request("openshift-ingress-gcp"), { ...settings, cloud: "aws" });
    expect(notes).toEqual([
      "no document became an identity: openshift-ingress-gcp, for one, is skipped because it is for Google Cloud",
    ]);
    const own = planOpenShift([request("openshift-ingress-gcp"), request("openshift-ingress", { accounts: [] })], {
      ...settings,
      cloud: "aws",
    });
    expect(own.notes).toEqual([expect.stringContaining("openshift-ingress, for one, is skipped because it names no")]);
    expect(planOpenShift([], { ...settings, cloud: "aws" }).notes).toEqual([]);
  });

  it("says what a request says that nobody reads", () => {
    const spec = { permissions: ["*"], notActions: ["Microsoft.Authorization/*"] };
    const { notes } = planOpenShift(request("openshift-ingress-azure", { spec }), { ...settings, cloud: "azure" });
    expect(notes).toEqual([expect.stringContaining("openshift-ingress-azure says providerSpec.notActions")]);
  });

  it("refuses a cluster name and a naming that nothing could have", () => {
    const plan = () =>
      planOpenShift(TEXTS, { ...settings, cloud: "aws", cluster: "Bad_Name", naming: "Ccoctl" as OpenShiftNaming });
    expect(caught(plan).issues.map(({ code }) => code)).toEqual([
      "openshift-cluster-name-invalid",
      "openshift-naming-invalid",
    ]);
  });

  it("refuses a cloud that it does not know", () => {
    expect(caught(() => planOpenShift(TEXTS, { ...settings, cloud: "nimbus" })).code).toBe("cloud-unknown");
    expect(caught(() => readCredentialsRequests(TEXTS, { cloud: "nimbus" })).code).toBe("cloud-unknown");
  });
});

describe("reportOn", () => {
  it("lists escalations apart from what is only wide, names that were cut, and quotas", () => {
    const statementEntries = [
      { effect: "Allow", action: ["iam:PassRole", "ec2:RunInstances"], resource: "*" },
      { effect: "Allow", action: ["s3:GetObject"], resource: "arn:aws:s3:::images/registry" },
      { effect: "Deny", action: ["iam:*"], resource: "*" },
    ];
    const report = reportOn(
      planOpenShift(request("cloud-credential-operator-iam-ro", { spec: { statementEntries } }), {
        ...settings,
        cloud: "aws",
      }),
    );
    expect(report.escalations.map(({ permission }) => permission)).toEqual(["iam:PassRole on *"]);
    expect(report.wide.map(({ permission }) => permission)).toEqual(["ec2:RunInstances on *"]);
    expect(report.identities[0]!.cut).toEqual([
      "prod-openshift-cloud-credential-operator-cloud-credential-operator-iam-ro-creds",
    ]);
    expect(report.identities[0]!.permissions).toContain("deny iam:* on *");
    expect(report.quotas).toContainEqual(expect.objectContaining({ what: "roles", used: 1, byDefault: 1000 }));
  });

  it.each(CLOUDS)("counts the quotas of %s that its identities use up", (cloud) => {
    const { quotas, identities } = reportOn(planOpenShift(TEXTS, { ...settings, cloud }));
    expect(quotas.some(({ used }) => used >= identities.length)).toBe(true);
  });
});

function caught(act: () => unknown): WorkloadIdentityError {
  try {
    act();
  } catch (error) {
    return error as WorkloadIdentityError;
  }
  throw new Error("nothing was thrown");
}
