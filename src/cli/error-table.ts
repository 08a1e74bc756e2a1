import type { ErrorTable } from "../core/error-table";

/** The codes of the command line and its sandbox. */
export const commandErrors: ErrorTable = {
  "audit-baseline-invalid": {
    meaning: "the baseline of an audit cannot be used",
    fix: "write a list of `{ id, reason, expires }`, with the ids that an audit prints",
  },
  "audit-input-unread": {
    meaning: "a file has nothing that an audit reads",
    fix: "give a state, a plan, a vendor's output or Kubernetes objects",
  },
  "audit-rbac-unread": {
    meaning: "a role or binding cannot be read, so who may act by it is not known",
    fix: "print it anew with `kubectl get -o json`",
  },
  "deployed-unreadable": {
    meaning: "what is given as deployed to a sandbox cannot be read",
    fix: "give what `pulumi stack export` prints",
  },
  "file-exists": { meaning: "a file would be written over", fix: "move it away first" },
  "file-unreadable": { meaning: "a file cannot be read", fix: "look at its path and rights" },
  "installer-files-astray": {
    meaning: "outputs name files outside of `manifests/` and `tls/`",
    fix: "give the output `installerFiles` of the component",
  },
  "installer-files-missing": {
    meaning: "there are no installer files in what was given",
    fix: "give the stack's outputs, as the message says",
  },
  "inventory-invalid": {
    meaning: "a file for `openshift adopt` is no JSON",
    fix: "print it anew with the command that is shown",
  },
  "kubectl-failed": { meaning: "`kubectl` could not read the cluster", fix: "run the command of the message yourself" },
  "private-key-invalid": {
    meaning: "a file is no private key that the installer takes",
    fix: "give the unencrypted PEM, such as `sa.key`",
  },
  "pulumi-missing": {
    meaning: "the Pulumi CLI is not on the `PATH`, and it deploys onto the sandbox",
    fix: "[install it](https://www.pulumi.com/docs/install/)",
  },
  "sandbox-ambiguous": { meaning: "several sandboxes run", fix: "choose one with `--url`" },
  "sandbox-container-missing": {
    meaning: "the pod has no container of that name",
    fix: "name one of those in the message",
  },
  "sandbox-folder-foreign": { meaning: "the sandbox's folder is not private to you", fix: "remove it" },
  "sandbox-issuer-ambiguous": { meaning: "the pod can run on several clusters", fix: "name one by its issuer" },
  "sandbox-missing": { meaning: "no sandbox runs", fix: "start one with `pulumi-workload-identity sandbox`" },
  "sandbox-path-outside": {
    meaning: "a pod mounts a path that leaves its own folder",
    fix: "mount it below the pod's root",
  },
  "sandbox-pod-missing": {
    meaning: "nothing that is deployed runs as this ServiceAccount",
    fix: "deploy the workload, or name one that is there",
  },
  "sandbox-signing-key-invalid": {
    meaning: "a key cannot sign for a cluster",
    fix: "give the API server's private key in PEM, without a passphrase",
  },
  "sandbox-signing-key-missing": {
    meaning: "only the cluster has the private key of an issuer that the program publishes",
    fix: "give it with `--signing-key`",
  },
  "sandbox-snapshot-invalid": {
    meaning: "a state is not what this version's sandbox saved",
    fix: "save it anew with `sandbox state --json`",
  },
  "cluster-refused": {
    meaning: "the cluster answered, and not with what a sandbox needs of it",
    fix: "look at the rights of the kubeconfig's user, and at the cluster's issuer",
  },
  "cluster-unreachable": {
    meaning: "the cluster of the kubeconfig does not answer",
    fix: "look at its address and whether it runs",
  },
  "kubeconfig-exec-failed": {
    meaning: "the command by which the kubeconfig gets credentials failed",
    fix: "run it yourself",
  },
  "kubeconfig-unreadable": {
    meaning: "a kubeconfig cannot be read, or names no cluster to use",
    fix: "give a file that `kubectl` works with, and its context",
  },
  "kubeconfig-unsupported": {
    meaning: "the kubeconfig signs in by a way that the sandbox does not have",
    fix: "use one of a token, a certificate or a command",
  },
  "kubernetes-plugin-missing": {
    meaning: "Pulumi's Kubernetes provider is not installed, and it deploys to the real cluster",
    fix: "install it as the message says",
  },
};
