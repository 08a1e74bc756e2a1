import { describe, expect, it } from "vitest";
import { openShiftCloud } from "../../src/clouds/openshift-clouds";
import type { WorkloadIdentityError } from "../../src/core/errors";
import { olmCredentialsRequest, olmTokenAuth, planOpenShift } from "../../src/openshift";

const OPERATOR = { name: "backups", cloud: "aws", namespace: "backup-system", serviceAccounts: ["velero"] };
const BUCKET = "arn:aws:s3:::backups/*";

describe("olmCredentialsRequest", () => {
  it("writes a request that is planned as those of a release are", () => {
    const text = olmCredentialsRequest({
      ...OPERATOR,
      permissions: [{ kind: "action", name: "s3:GetObject", resource: BUCKET }],
    });
    const [planned] = planOpenShift(text, { cluster: "prod", cloud: "aws" }).identities;
    expect(planned).toMatchObject({
      names: { role: { name: "prod-backup-system-backups-cloud-credentials" } },
      request: {
        secret: { namespace: "backup-system", name: "backups-cloud-credentials" },
        serviceAccounts: ["velero"],
        spec: { statementEntries: [{ effect: "Allow", action: ["s3:GetObject"], resource: BUCKET }] },
      },
    });
  });

  it.each([
    ["azure", [{ kind: "role", name: "Storage Blob Data Reader" }], { roles: ["Storage Blob Data Reader"] }],
    [
      "gcp",
      [
        { kind: "role", name: "roles/storage.objectViewer" },
        { kind: "permission", name: "storage.buckets.get" },
      ],
      { roles: ["roles/storage.objectViewer"], permissions: ["storage.buckets.get"] },
    ],
  ])("writes one for %s too", (cloud, permissions, spec) => {
    const text = olmCredentialsRequest({ ...OPERATOR, cloud, permissions });
    expect(planOpenShift(text, { cluster: "prod", cloud }).identities).toMatchObject([{ request: { spec } }]);
  });

  it("refuses what the cloud's requests cannot say", () => {
    const permissions = [{ kind: "permission", name: "Microsoft.Compute/disks/read", resource: "/subscriptions/x" }];
    expect(() => olmCredentialsRequest({ ...OPERATOR, cloud: "azure", permissions })).toThrow(
      expect.objectContaining<Partial<WorkloadIdentityError>>({ code: "openshift-requests-invalid" }),
    );
  });

  it.each([
    ["aws", { roleArn: "arn:aws:iam::111122223333:role/x" }, {}, { ROLEARN: "arn:aws:iam::111122223333:role/x" }],
    [
      "azure",
      { clientId: "c", tenantId: "t" },
      { subscriptionId: "s" },
      { CLIENTID: "c", TENANTID: "t", SUBSCRIPTIONID: "s" },
    ],
    [
      "gcp",
      { serviceAccountEmail: "a@p.iam.gserviceaccount.com" },
      { workloadIdentityProvider: "projects/1/locations/global/workloadIdentityPools/p/providers/q" },
      {
        AUDIENCE: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        SERVICE_ACCOUNT_EMAIL: "a@p.iam.gserviceaccount.com",
      },
    ],
  ])("has the values that the console asks for on %s", (cloud, identity, place, values) => {
    expect(openShiftCloud(cloud).consoleValues(identity, place)).toMatchObject(values);
  });
});

describe("olmTokenAuth", () => {
  const annotations = {
    "features.operators.openshift.io/token-auth-aws": "true",
    "features.operators.openshift.io/token-auth-azure": "false",
  };

  it("reads from a bundle which clouds an operator supports, and as whom it runs", () => {
    const deployment = { name: "manager", spec: { template: { spec: { serviceAccountName: "velero" } } } };
    const version = {
      apiVersion: "operators.coreos.com/v1alpha1",
      kind: "ClusterServiceVersion",
      metadata: { name: "oadp.v1.4.0", annotations },
      spec: { install: { spec: { deployments: [deployment, deployment] } } },
    };
    expect(olmTokenAuth(JSON.stringify(version))).toEqual([
      {
        name: "oadp.v1.4.0",
        supported: ["aws"],
        unsupported: ["azure"],
        serviceAccounts: ["velero"],
        otherServiceAccounts: [],
      },
    ]);
  });

  it("tells the accounts of operands apart, and takes a Deployment that names none for the namespace's default one", () => {
    const pod = (spec: object) => ({ name: "manager", spec: { template: { spec } } });
    const install = {
      deployments: [
        pod({ serviceAccountName: "manager" }),
        pod({ serviceAccountName: "" }),
        pod({ serviceAccount: "old" }),
      ],
      permissions: [{ serviceAccountName: "manager", rules: [] }],
      clusterPermissions: [{ serviceAccountName: "operand", rules: [] }, { serviceAccountName: "operand" }, {}],
    };
    const version = { kind: "ClusterServiceVersion", metadata: { name: "x" }, spec: { install: { spec: install } } };
    expect(olmTokenAuth(JSON.stringify(version))).toMatchObject([
      { serviceAccounts: ["manager", "default", "old"], otherServiceAccounts: ["operand"] },
    ]);
  });

  it("reads the same from what the cluster's catalogue says of each channel", () => {
    const channels = [
      { name: "stable", currentCSV: "oadp.v1.4.0", currentCSVDesc: { annotations } },
      { name: "old", currentCSV: "oadp.v1.1.0", currentCSVDesc: {} },
    ];
    const list = {
      kind: "List",
      items: [
        {
          apiVersion: "packages.operators.coreos.com/v1",
          kind: "PackageManifest",
          metadata: { name: "oadp" },
          status: { channels },
        },
      ],
    };
    expect(olmTokenAuth(JSON.stringify(list)).map(({ name, supported }) => [name, supported])).toEqual([
      ["oadp.v1.4.0", ["aws"]],
      ["oadp.v1.1.0", []],
    ]);
  });

  it("reads the same from the bundles of a catalogue, in either form of them", () => {
    const manager = { name: "manager", spec: { template: { spec: { serviceAccountName: "velero" } } } };
    const version = {
      kind: "ClusterServiceVersion",
      metadata: { name: "oadp.v1.1.0", annotations },
      spec: { install: { spec: { deployments: [manager] } } },
    };
    const whole = [{ kind: "Service" }, version].map((object) => ({
      type: "olm.bundle.object",
      value: { data: Buffer.from(JSON.stringify(object)).toString("base64") },
    }));
    const catalogue = [
      { schema: "olm.package", name: "oadp" },
      { schema: "olm.channel", name: "stable", package: "oadp", entries: [{ name: "oadp.v1.4.0" }] },
      {
        schema: "olm.bundle",
        name: "oadp.v1.4.0",
        properties: [
          { type: "olm.package", value: { packageName: "oadp", version: "1.4.0" } },
          { type: "olm.csv.metadata", value: { annotations } },
        ],
      },
      { schema: "olm.bundle", name: "oadp.v1.1.0", properties: whole },
    ];
    const said = { supported: ["aws"], unsupported: ["azure"], otherServiceAccounts: [] };
    // As `opm render` prints YAML, and JSON.
    for (const [indent, between] of [
      [0, "\n---\n"],
      [4, "\n"],
      [0, ""],
    ] as const) {
      expect(olmTokenAuth(catalogue.map((blob) => JSON.stringify(blob, undefined, indent)).join(between))).toEqual([
        { name: "oadp.v1.4.0", ...said, serviceAccounts: [] },
        { name: "oadp.v1.1.0", ...said, serviceAccounts: ["velero"] },
      ]);
    }
  });

  it("refuses what it cannot read", () => {
    expect(() => olmTokenAuth("[")).toThrow(
      expect.objectContaining<Partial<WorkloadIdentityError>>({ code: "openshift-bundle-invalid" }),
    );
  });
});
