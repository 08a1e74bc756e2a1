import { describe, expect, test } from "vitest";
import { clusterSettings } from "../../src/issuer/cluster-settings/cluster-settings";

const issuer = "https://shopidentity.blob.core.windows.net/prod/";
const jwksUri = "https://shopidentity.blob.core.windows.net/prod/openid/v1/jwks";
const one = clusterSettings({ issuers: [issuer] });
const moving = clusterSettings({ issuers: [issuer, "https://old.example.com"] }, ["PEM of the old key"]);

describe("the settings of a cluster", () => {
  test("are flags that name the issuer unchanged and the key set that its host publishes", () => {
    expect(one.kubeApiServer.split("\n")).toEqual([
      `--service-account-issuer=${issuer}`,
      `--service-account-jwks-uri=${jwksUri}`,
      "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
      "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
      "",
    ]);
    expect(one.kubeControllerManager).toBe("--service-account-private-key-file=/etc/kubernetes/pki/sa.key\n");
  });

  test("name the issuer that signs first and accept the other one too", () => {
    expect(moving.kubeApiServer.match(/issuer=.*/g)).toEqual([`issuer=${issuer}`, "issuer=https://old.example.com"]);
  });

  test("are a map for kubeadm's v1beta3, which cannot say two issuers, and a list for v1beta4", () => {
    expect(one.kubeadmV1beta3).toBe(`apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
apiServer:
  extraArgs:
    service-account-issuer: "${issuer}"
    service-account-jwks-uri: "${jwksUri}"
    service-account-key-file: "/etc/kubernetes/pki/sa.pub"
    service-account-signing-key-file: "/etc/kubernetes/pki/sa.key"
controllerManager:
  extraArgs:
    service-account-private-key-file: "/etc/kubernetes/pki/sa.key"
`);
    expect(moving.kubeadmV1beta3).toBe("");
    expect(moving.clusterApi).toBe("");
    expect(moving.kubeadmV1beta4).toContain(`apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer:
  extraArgs:
  - name: service-account-issuer
    value: "${issuer}"
  - name: service-account-issuer
    value: "https://old.example.com"
`);
  });

  test("are a map for Cluster API's v1beta1 and a list for its v1beta2", () => {
    expect(one.clusterApi).toContain(`apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
spec:
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
        extraArgs:
          service-account-issuer: "${issuer}"
`);
    expect(moving.clusterApiV1beta2).toContain(`apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
spec:
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
        extraArgs:
        - name: service-account-issuer
          value: "${issuer}"
        - name: service-account-issuer
          value: "https://old.example.com"
`);
  });

  test("are a kind cluster with both keys mounted, a patch for each format and a worker", () => {
    expect(one.kind).toContain(`- role: control-plane
  extraMounts:
  - hostPath: "sa.pub"
    containerPath: "/etc/kubernetes/pki/sa.pub"
  - hostPath: "sa.key"
    containerPath: "/etc/kubernetes/pki/sa.key"
  kubeadmConfigPatches:
  - |
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
`);
    expect(one.kind).toContain("  - |\n    apiVersion: kubeadm.k8s.io/v1beta3\n");
    expect(moving.kind).not.toContain("v1beta3");
    expect(
      one.kind.endsWith('      service-account-private-key-file: "/etc/kubernetes/pki/sa.key"\n- role: worker\n'),
    ).toBe(true);
  });

  test("are arguments for k3s and RKE2 with keys where each may read them", () => {
    expect(one.rke2).toBe(`kube-apiserver-arg:
- "service-account-issuer=${issuer}"
- "service-account-jwks-uri=${jwksUri}"
- "service-account-key-file=/var/lib/rancher/rke2/server/tls/sa.pub"
- "service-account-signing-key-file=/var/lib/rancher/rke2/server/tls/sa.key"
kube-controller-manager-arg:
- "service-account-private-key-file=/var/lib/rancher/rke2/server/tls/sa.key"
`);
    expect(one.k3s).toBe(one.rke2.replaceAll("/rke2/", "/k3s/"));
  });

  test("are a document for Talos without the private key, and a spec for kOps", () => {
    expect(moving.talos).toBe(`apiVersion: v1alpha1
kind: KubeServiceAccountConfig
issuer:
  # privateKey: the PEM of sa.key; never keep it in a repository or in a Pulumi state.
  issuerURL: "${issuer}"
accepted:
  publicKeys:
  - "PEM of the old key"
  issuers:
  - "https://old.example.com"
`);
    expect(one.talos).not.toContain("accepted");
    expect(moving.kops).toBe(`spec:
  kubeAPIServer:
    serviceAccountIssuer: "${issuer}"
    serviceAccountJWKSURI: "${jwksUri}"
    additionalServiceAccountIssuers:
    - "https://old.example.com"
`);
  });
});
