import { describe, expect, it } from "vitest";
import { azureOpenShift } from "../../src/clouds/azure/openshift/cloud";
import { azureOperatorCredentialName } from "../../src/clouds/azure/openshift/names";
import { gcpOpenShift } from "../../src/clouds/gcp/openshift/cloud";
import { gcpSharedRoleId } from "../../src/clouds/gcp/openshift/names";

/** Names of CredentialsRequests and their Secrets, as the release 5.1 has them. */
const AZURE = [
  ["azure-disk-csi-driver-operator", "openshift-cluster-csi-drivers", "azure-disk-credentials"],
  ["azure-file-csi-driver-operator", "openshift-cluster-csi-drivers", "azure-file-credentials"],
  ["openshift-azure-cloud-controller-manager", "openshift-cloud-controller-manager", "azure-cloud-credentials"],
  ["openshift-cloud-network-config-controller-azure", "openshift-cloud-network-config-controller", "cloud-credentials"],
  ["openshift-cluster-api-azure", "openshift-cluster-api", "capz-manager-bootstrap-credentials"],
  ["openshift-image-registry-azure", "openshift-image-registry", "installer-cloud-credentials"],
  ["openshift-ingress-azure", "openshift-ingress-operator", "cloud-credentials"],
  ["openshift-machine-api-azure", "openshift-machine-api", "azure-cloud-credentials"],
] as const;
const GCP = [
  "cloud-credential-operator-gcp-ro-creds",
  "openshift-cloud-network-config-controller-gcp",
  "openshift-cluster-api-gcp",
  "openshift-gcp-ccm",
  "openshift-gcp-pd-csi-driver-operator",
  "openshift-image-registry-gcs",
  "openshift-ingress-gcp",
  "openshift-machine-api-gcp",
];
const request = (name: string, namespace = "a", secret = "b") => ({
  ...{ name, secret: { namespace, name: secret }, serviceAccounts: ["c"] },
  spec: { roles: [], permissions: [], dataPermissions: [] },
});
const onAzure = (cluster: string, names: typeof azureOpenShift.names) =>
  AZURE.map(([name, namespace, secret]) => names(cluster, request(name, namespace, secret)).identity!);

describe("names on Azure", () => {
  it("are ccoctl's, which cuts from cluster names of 69 characters and has two of one name from 91", () => {
    const suffixes = onAzure("c", azureOpenShift.ccoctlNames).map(({ name }) => name.length - 1);
    expect(suffixes.sort((a, b) => a - b)).toEqual([45, 46, 53, 53, 53, 57, 59, 60]);
    const distinct = (length: number) =>
      new Set(onAzure("c".repeat(length), azureOpenShift.ccoctlNames).map(({ name }) => name)).size;
    const isCut = (length: number) =>
      onAzure("c".repeat(length), azureOpenShift.ccoctlNames).some(({ name, whole }) => name !== whole);
    expect([68, 69].map(isCut)).toEqual([false, true]);
    expect([90, 91].map(distinct)).toEqual([8, 7]);
  });

  it("stay apart of themselves, at any length", () => {
    for (const length of [1, 68, 69, 91, 127]) {
      const names = onAzure("c".repeat(length), azureOpenShift.names).map(({ name }) => name);
      expect(new Set(names).size).toBe(8);
      expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(128);
    }
  });

  it("have no dots, which Secrets may have, and stay apart without", () => {
    const names = ["a.b", "a-b"].map((name) =>
      azureOpenShift.names("prod", { ...request("a"), secret: { namespace: "ns", name } }),
    );
    expect(names[0]!.identity!.name).toMatch(/^prod-ns-a-b-[0-9a-f]{8}$/);
    expect(names[1]!.identity!.name).toBe("prod-ns-a-b");
  });

  it("of credentials are those of ServiceAccounts, where Azure takes such a name", () => {
    expect(azureOperatorCredentialName("machine-api-controllers")).toBe("machine-api-controllers");
    const others = ["a.b", "a-b", "ab", "a"].map(azureOperatorCredentialName);
    expect(new Set(others).size).toBe(4);
    for (const name of others) expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/);
  });
});

describe("names on Google Cloud", () => {
  it("are ids that a service account can have, none of which two requests or clusters share", () => {
    const ids = ["prod", "a-very-long-cluster-name"].flatMap((cluster) =>
      [...GCP, "a.b.c"].map((name) => gcpOpenShift.names(cluster, request(name)).account!.name),
    );
    expect(new Set(ids).size).toBe(18);
    for (const id of ids) expect(id).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
    const [one, other] = [gcpOpenShift.names("a-b", request("c")), gcpOpenShift.names("a", request("b-c"))];
    expect([one.account!.name, one.role!.name]).not.toEqual([other.account!.name, other.role!.name]);
    expect(one.role!.name).not.toBe(other.role!.name);
    expect(one.account!.name).not.toBe(other.account!.name);
  });

  it("are roles of one cluster, or ccoctl's of the project without what is neither letter nor digit", () => {
    const long = gcpOpenShift.names("c".repeat(58), request("openshift-gcp-pd-csi-driver-operator")).role!.name;
    expect(long).toMatch(/^[a-zA-Z0-9_.]{3,64}$/);
    expect(gcpSharedRoleId("shop-prod", "openshift-gcp-pd-csi-driver-operator")).toBe(
      "shopprod_openshiftgcppdcsidriveroperator".slice(0, "shopprod_".length + 31),
    );
    expect(gcpOpenShift.ccoctlNames("prod", request("openshift-ingress-gcp")).displayName!.name).toBe(
      "prod-openshift-ingress-gcp",
    );
  });
});
