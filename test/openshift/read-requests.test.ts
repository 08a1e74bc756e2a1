import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { WorkloadIdentityError } from "../../src/core/errors";
import { credentialsRequestFiles, readCredentialsRequests } from "../../src/openshift";
import { withSource } from "../../src/openshift/source-documents";
import { RELEASE_5_1, request, written } from "./support/payload";

const INGRESS = request("openshift-ingress");

const ALLOWED = { effect: "Allow", action: ["ec2:DescribeInstances"], resource: "*" };
const statementIf = (policyCondition: object) => ({ statementEntries: [{ ...ALLOWED, policyCondition }] });

function faults(...args: Parameters<typeof readCredentialsRequests>): string[] {
  try {
    readCredentialsRequests(...args);
  } catch (error) {
    return (error as WorkloadIdentityError).issues.map(({ code, path }) => `${path} ${code}`);
  }
  return [];
}

function skipped(...args: Parameters<typeof readCredentialsRequests>): string[] {
  return readCredentialsRequests(...args).skipped.map(({ name, code }) => `${name} ${code}`);
}

describe("readCredentialsRequests", () => {
  it("reads every request of a release with its Secret, ServiceAccounts and permissions", () => {
    const { requests } = readCredentialsRequests(RELEASE_5_1.map(written));
    expect(
      requests.map(({ name, cloud, secret, serviceAccounts }) => [
        cloud,
        name,
        secret.namespace,
        secret.name,
        serviceAccounts,
      ]),
    ).toEqual(
      RELEASE_5_1.map(({ cloud, name, namespace, secret, accounts }) => [cloud, name, namespace, secret, accounts]),
    );
    expect(requests[5]).toMatchObject({
      spec: { statementEntries: [{ action: ["ec2:DescribeInstances"], resource: "*" }] },
    });
  });

  it.each([
    [
      "documents one after another, with comments, empty ones and Windows line ends",
      `# a comment\r\n---\r\n${INGRESS.replaceAll("\n", "\r\n")}---\r\n# nothing\r\n---\r\n${request("openshift-image-registry").replaceAll("\n", "\r\n")}...\r\n`,
    ],
    [
      "a list that oc get printed as JSON",
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: readCredentialsRequests([INGRESS, request("openshift-image-registry")]).requests.map(
          ({ document }) => document,
        ),
      }),
    ],
    [
      "a list of its own kind",
      `apiVersion: cloudcredential.openshift.io/v1\nkind: CredentialsRequestList\nitems:\n- ${INGRESS.replaceAll("\n", "\n  ")}\n- ${request("openshift-image-registry").replaceAll("\n", "\n  ")}`,
    ],
  ])("reads %s", (_, text) => {
    expect(readCredentialsRequests(text).requests.map(({ name }) => name)).toEqual([
      "openshift-ingress",
      "openshift-image-registry",
    ]);
  });

  it("reads anchors and merge keys", () => {
    const [first] = readCredentialsRequests(
      INGRESS.replace(
        "serviceAccountNames:\n    - ingress-operator",
        "serviceAccountNames: &names [ingress-operator]",
      ).replace("secretRef:\n    name: cloud-credentials\n", "secretRef:\n    <<: {name: cloud-credentials}\n"),
    ).requests;
    expect(first).toMatchObject({ secret: { name: "cloud-credentials" }, serviceAccounts: ["ingress-operator"] });
  });

  it("reads what old releases wrote: an earlier version, no ServiceAccounts, roles instead of permissions, settings of the cluster's own operator", () => {
    const azure = request("openshift-cluster-api-azure", {
      accounts: [],
      spec: { roleBindings: [{ role: "Contributor" }] },
    });
    const gcp = request("openshift-machine-api-gcp", {
      spec: { predefinedRoles: ["roles/compute.admin"], skipServiceCheck: true },
    });
    const aws = request("openshift-ingress", {
      spec: { statementEntries: [], stsIAMRoleARN: "arn:aws:iam::111122223333:role/x" },
    });
    const read = readCredentialsRequests(
      [azure, gcp, aws].map((text) => text.replaceAll("openshift.io/v1", "openshift.io/v1beta1")),
    );
    expect(read.requests.map(({ spec }) => spec)).toEqual([
      { roles: ["Contributor"], permissions: [], dataPermissions: [] },
      { roles: ["roles/compute.admin"], permissions: [] },
      { statementEntries: [] },
    ]);
    expect(read.requests[0]!.serviceAccounts).toEqual([]);
  });

  it("keeps conditions with booleans, texts and lists as they are", () => {
    const policyCondition = {
      Bool: { "kms:GrantIsForAWSResource": true },
      StringEquals: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"] },
    };
    const statement = { effect: "Allow", action: ["kms:CreateGrant"], resource: "*", policyCondition };
    const [first] = readCredentialsRequests(
      request("openshift-ingress", { spec: { statementEntries: [statement] } }),
    ).requests;
    expect(first!.spec).toEqual({ statementEntries: [statement] });
  });

  it("skips what is no request, what is deleted and what is for another cloud, each with the reason", () => {
    const stub =
      'apiVersion: cloudcredential.openshift.io/v1\nkind: CredentialsRequest\nmetadata:\n  name: gone\n  annotations:\n    release.openshift.io/delete: "true"\n';
    const template = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects: []\n";
    const foreign = INGRESS.replace("AWSProviderSpec", "NutanixProviderSpec");
    const read = readCredentialsRequests(
      [
        stub,
        template,
        foreign,
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
        request("openshift-ingress-gcp"),
        INGRESS,
      ],
      { cloud: "aws" },
    );
    expect(read.requests.map(({ name }) => name)).toEqual(["openshift-ingress"]);
    expect(read.skipped.map(({ name, code }) => `${name} ${code}`)).toEqual([
      "gone openshift-deleted",
      "t openshift-template",
      "openshift-ingress openshift-other-cloud",
      "n openshift-other-kind",
      "openshift-ingress-gcp openshift-other-cloud",
    ]);
    expect(read.skipped[2]!.reason).toContain("NutanixProviderSpec");
    expect(read.skipped[4]!.reason).toBe("it is for Google Cloud");
  });

  it("reads a request behind feature gates only where every gate is named, and its twin only where none is", () => {
    const gated = request("openshift-cluster-api-aws");
    const twin = request("openshift-cluster-api-aws", {
      gates: "-ClusterAPIMachineManagement",
      secret: "old-credentials",
    });
    const names = (featureGates: string[], featureSet?: string) =>
      readCredentialsRequests([gated, twin], {
        features: { featureGates, ...(featureSet === undefined ? {} : { featureSet }) },
      }).requests.map(({ secret }) => secret.name);
    expect(names([])).toEqual(["old-credentials"]);
    expect(names(["ClusterAPIMachineManagement"])).toEqual([]);
    expect(names(["ClusterAPIMachineManagement", "ClusterAPIMachineManagementAWS"])).toEqual([
      "capa-manager-bootstrap-credentials",
    ]);
    expect(names([], "ClusterAPIMachineManagement")).toEqual([]);
    expect(readCredentialsRequests([gated, twin]).requests).toHaveLength(2);
  });

  it("reads a request for several feature sets where the cluster has one of them, also where it is called a gate as until 4.11", () => {
    const several = INGRESS.replace(
      "metadata:\n",
      "metadata:\n  annotations:\n    release.openshift.io/feature-set: CustomNoUpgrade,TechPreviewNoUpgrade\n",
    );
    const old = request("openshift-cluster-api-aws", { gates: "TechPreviewNoUpgrade" });
    expect(skipped([several, old], { features: {} })).toEqual([
      "openshift-ingress openshift-feature-off",
      "openshift-cluster-api-aws openshift-feature-off",
    ]);
    expect(skipped([several, old], { features: { featureSet: "TechPreviewNoUpgrade" } })).toEqual([]);
    expect(skipped([several], { features: { featureSet: "DevPreviewNoUpgrade" } })).toHaveLength(1);
  });

  it("says what is nearly the name of a gate or a feature set that a request is for, and nothing of another one", () => {
    const capi = request("openshift-cluster-api-aws", { gates: "ClusterAPIMachineManagement" });
    const reasonWith = (features: object) => readCredentialsRequests(capi, { features }).skipped[0]?.reason;
    expect(reasonWith({ featureGates: ["GatewayAPI", "ClusterAPIMachineManagment"] })).toContain(
      "(it names ClusterAPIMachineManagment)",
    );
    expect(reasonWith({ featureGates: ["clusterapimachinemanagement"] })).toContain("(it names clusterapi");
    expect(reasonWith({ featureGates: ["GatewayAPI"] })).not.toContain("(it names");
    const preview = request("openshift-ingress").replace(
      "metadata:\n",
      "metadata:\n  annotations:\n    release.openshift.io/feature-set: TechPreviewNoUpgrade\n",
    );
    const setReason = (featureSet: string) =>
      readCredentialsRequests(preview, { features: { featureSet } }).skipped[0]?.reason;
    expect(setReason("TechPreviewNoUpgrad")).toContain("did you mean TechPreviewNoUpgrade?");
    expect(setReason("Default")).not.toContain("did you mean");
  });

  it("says that a feature set turns gates on which have to be named as well", () => {
    const capi = RELEASE_5_1.map(written).find((text) => text.includes("name: openshift-cluster-api-aws"))!;
    const reasonWith = (featureSet: string) =>
      readCredentialsRequests(capi, { features: { featureSet } }).skipped.map(({ reason }) => reason);
    expect(reasonWith("TechPreviewNoUpgrade")).toEqual([
      expect.stringContaining("name them as well if TechPreviewNoUpgrade turns them on"),
    ]);
    expect(reasonWith("Default")).toEqual([expect.not.stringContaining("as well")]);
  });

  it("finds every fault of every document at once", () => {
    const broken = INGRESS.replace("name: cloud-credentials", "name: Cloud_Credentials")
      .replace("- ingress-operator", "- ingress operator")
      .replace("effect: Allow", "effect: Permit")
      .replace('resource: "*"', "resource: [a, b]");
    const noRef = request("openshift-ingress-azure").replace(/ {2}secretRef:\n.*\n.*\n/, "");
    const noKind = request("openshift-ingress-gcp").replace(/ {4}kind: .*\n/, "");
    expect(
      faults([
        `# Source: a.yaml\n${broken}`,
        `# Source: b.yaml\n${noRef}---\n${noKind}`,
        "# Source: c.yaml\nkind: [\n",
        "# Source: d.yaml\nplain text\n",
      ]),
    ).toEqual([
      "c.yaml openshift-yaml-invalid",
      "d.yaml openshift-yaml-invalid",
      "a.yaml.spec.secretRef.name openshift-name-invalid",
      "a.yaml.spec.serviceAccountNames[0] openshift-name-invalid",
      "a.yaml.spec.providerSpec.statementEntries[0].effect shape-invalid",
      "a.yaml.spec.providerSpec.statementEntries[0].resource shape-invalid",
      "b.yaml#1.spec.secretRef shape-invalid",
      "b.yaml#2.spec.providerSpec.kind shape-invalid",
    ]);
  });

  it.each([
    [
      "a misspelt kind",
      INGRESS.replace("AWSProviderSpec", "AwsProviderSpec"),
      "text.spec.providerSpec.kind shape-invalid",
    ],
    [
      "a misspelt kind of the document",
      INGRESS.replace("CredentialsRequest", "CredentialRequest"),
      "text.kind shape-invalid",
    ],
    [
      "a placeholder of a template",
      INGRESS.replace("name: openshift-ingress\n", "name: 'x-{{ .Name }}'\n"),
      "text.metadata.name openshift-name-invalid",
    ],
    [
      "a token path with a line break",
      request("openshift-ingress", { tokenPath: "/a\nrole_arn = b" }),
      "text.spec.cloudTokenPath openshift-token-path-invalid",
    ],
    ["a member that stands twice", `${INGRESS}kind: Other\n`, "text openshift-yaml-invalid"],
    [
      "a wildcard as a ServiceAccount",
      INGRESS.replace("- ingress-operator", '- "*"'),
      "text.spec.serviceAccountNames[0] openshift-name-invalid",
    ],
    [
      "roles that are names alone",
      request("openshift-ingress-azure", { spec: { roleBindings: ["Contributor"] } }),
      "text.spec.providerSpec.roleBindings[0] shape-invalid",
    ],
    [
      "a role without a name",
      request("openshift-ingress-azure", { spec: { roleBindings: [{ role: "" }] } }),
      "text.spec.providerSpec.roleBindings[0].role azure-role-missing",
    ],
    [
      "a resource that is no ARN",
      INGRESS.replace('resource: "*"', "resource: images"),
      "text.spec.providerSpec.statementEntries[0].resource aws-statement-invalid",
    ],
    [
      "a placeholder in an ARN",
      INGRESS.replace('resource: "*"', `resource: arn:aws:s3:::\${BUCKET}/*`),
      "text.spec.providerSpec.statementEntries[0].resource aws-statement-invalid",
    ],
    [
      "a condition without an operator",
      request("openshift-ingress", { spec: statementIf({ "": { "aws:a": "b" } }) }),
      'text.spec.providerSpec.statementEntries[0].policyCondition[""] aws-statement-invalid',
    ],
  ])("refuses %s", (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it("takes IAM's variables in an ARN, which are no placeholders", () => {
    expect(faults(INGRESS.replace('resource: "*"', "resource: arn:aws*:s3:::a/*"))).toEqual([]);
    expect(faults(INGRESS.replace('resource: "*"', `resource: arn:aws:s3:::a/\${aws:username}/*`))).toEqual([]);
  });

  it("says of an annotation that YAML made no text of that it wants quotes", () => {
    const text = INGRESS.replace(
      "namespace: openshift-cloud-credential-operator",
      '$&\n  annotations: { "release.openshift.io/delete": true }',
    );
    const read = () => readCredentialsRequests(text);
    expect(faults(text)).toEqual([
      expect.stringMatching(/metadata\.annotations.*release.openshift.io.delete.* shape-invalid$/),
    ]);
    expect(read).toThrow('write it in quotes, "true"');
  });

  it("refuses a name that is no text, whatever it is", () => {
    expect(faults('{"metadata":{"name":{"toString":""}}}')).toEqual(["text openshift-document-invalid"]);
  });

  it("says in which line of a file the YAML breaks off", () => {
    const read = () => readCredentialsRequests(withSource("a.yaml", `${INGRESS}: {`));
    const line = INGRESS.split("\n").length;
    expect(read).toThrow(`at line ${line}`);
  });

  it("says of a template that it has to be filled in", () => {
    const read = () => readCredentialsRequests(`{{- if .Values.aws }}\n${INGRESS}{{- end }}\n`);
    expect(read).toThrow("fill in the template first");
  });

  it("refuses what is no text", () => {
    expect(faults([INGRESS, { kind: "CredentialsRequest" } as unknown as string])).toEqual([
      "text 2 openshift-yaml-invalid",
    ]);
  });

  it("reads IAM's condition operator Null where it stands without quotes, and an empty token path as none", () => {
    const text = request("openshift-ingress", { spec: statementIf({ Null: { "aws:a": "true" } }), tokenPath: "" });
    const [read] = readCredentialsRequests(text.replace('"Null":', "Null:")).requests;
    expect(read!.spec).toEqual(statementIf({ Null: { "aws:a": "true" } }));
    expect(read).not.toHaveProperty("tokenPath");
  });

  it.each([
    [
      "AWS",
      "openshift-ingress",
      { statementEntries: [{ ...ALLOWED, notAction: ["ec2:X"], condition: {} }] },
      "statementEntries.notAction statementEntries.condition",
    ],
    ["Azure", "openshift-ingress-azure", { permissions: ["*"], notActions: ["a/b"], azureRegion: "x" }, "notActions"],
    [
      "Google Cloud",
      "openshift-ingress-gcp",
      { permissions: [], excludedPermissions: [], skipServiceCheck: true },
      "excludedPermissions",
    ],
  ])("lists the fields of a request for %s that nobody reads", (_, name, spec, unread) => {
    const [read] = readCredentialsRequests(request(name, { spec })).requests;
    expect(read!.unread).toEqual(unread.split(" ").map((field) => `providerSpec.${field}`));
  });

  it("lists none of what releases say", () => {
    const { requests } = readCredentialsRequests(RELEASE_5_1.map(written));
    expect(requests.filter(({ unread }) => unread !== undefined)).toEqual([]);
  });

  it("refuses anchors that expand without end", () => {
    const lines = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefghi".split("").map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`),
    ];
    expect(faults(lines.join("\n"))).toEqual(["text openshift-yaml-invalid"]);
  });

  it("skips the same request a second time, and refuses another one of its name or for its Secret", () => {
    expect(skipped([INGRESS, INGRESS])).toEqual(["openshift-ingress openshift-repeated"]);
    const inFolders = ["a", "b"].map(() => `# Source: ingress.yaml\n${INGRESS}`);
    expect(readCredentialsRequests(inFolders).requests.map(({ name }) => name)).toEqual(["openshift-ingress"]);
    const other = request("openshift-ingress", { spec: { statementEntries: [] } });
    expect(faults([INGRESS, other])).toEqual(["text 2 openshift-request-repeated"]);
    expect(
      faults([
        INGRESS,
        request("openshift-machine-api-aws", { namespace: "openshift-ingress-operator", secret: "cloud-credentials" }),
      ]),
    ).toEqual(["text 2 openshift-request-repeated"]);
    expect(faults([INGRESS, request("openshift-ingress-gcp")])).toEqual([]);
  });
});

describe("credentialsRequestFiles", () => {
  const folder = mkdtempSync(join(tmpdir(), "requests-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("reads the manifests of a folder with their names, and those below it when asked", () => {
    mkdirSync(join(folder, "more"), { recursive: true });
    for (const [file, name] of [
      ["b.yml", "openshift-ingress"],
      ["a.yaml", "openshift-image-registry"],
      ["more/c.yaml", "openshift-machine-api-aws"],
    ]) {
      writeFileSync(join(folder, file!), request(name!));
    }
    writeFileSync(join(folder, "README.md"), "no manifest");
    const sources = (subfolders: boolean) =>
      readCredentialsRequests(credentialsRequestFiles(folder, { subfolders })).requests.map(({ source }) => source);
    expect(sources(false)).toEqual(["a.yaml", "b.yml"]);
    expect(sources(true)).toEqual(["a.yaml", "b.yml", "more/c.yaml"]);
  });

  it("refuses a folder without manifests, and says where there are some", () => {
    mkdirSync(join(folder, "more"), { recursive: true });
    writeFileSync(join(folder, "more/c.yaml"), INGRESS);
    expect(() => credentialsRequestFiles(folder)).toThrow(/1 are in subfolders/);
    expect(() => credentialsRequestFiles(join(folder, "nowhere"))).toThrow(
      expect.objectContaining({ code: "openshift-folder-unreadable" }),
    );
  });
});
