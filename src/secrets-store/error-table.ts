import type { ErrorTable } from "../core/error-table";

/** The codes of secrets as files. */
export const secretsStoreErrors: ErrorTable = {
  "csi-driver-audience-missing": {
    meaning: "the driver of the cluster requests no token for this cloud's audience",
    fix: "add it to `tokenRequests`, or let `csiDriver.patch` do so",
  },
  "csi-driver-not-republished": {
    meaning: "the driver does not renew tokens, so secrets go stale",
    fix: "set `requiresRepublish: true` on the CSIDriver",
  },
  "csi-driver-patched-twice": {
    meaning: "two mounts of the program patch the driver of one cluster",
    fix: "patch it in one",
  },
  "secrets-class-taken": { meaning: "two mounts write one SecretProviderClass", fix: "name one otherwise" },
  "secrets-mount-cloud-count": { meaning: "a mount is of one cloud, and none or several are named", fix: "keep one" },
  "secrets-mount-empty": { meaning: "a mount has no objects", fix: "name one" },
  "secrets-mount-identity-missing": {
    meaning: "a mount is of a cloud on which the workload has no identity",
    fix: "ask for the cloud, or use another",
  },
  "secrets-mount-name-taken": { meaning: "two mounts have one name", fix: "name one otherwise" },
  "secrets-mount-path-taken": { meaning: "two mounts are at one path", fix: "give one another path" },
  "secrets-mounts-missing": { meaning: "there are no mounts", fix: "name one, or use `FederatedWorkload`" },
  "secrets-store-access-mismatch": {
    meaning: "Google's provider reads secrets as the ServiceAccount itself outside of GKE",
    fix: 'use `access: "direct"`',
  },
  "secrets-store-audience-mismatch": {
    meaning: "the provider takes tokens of its own audience",
    fix: "leave `audience` out",
  },
  "secrets-store-file-taken": { meaning: "two objects of a mount are one file", fix: "set another `file`" },
  "secrets-store-mount-expected": { meaning: "the component wires pods of a `SecretsStoreMount`", fix: "pass that" },
  "synced-secret-empty": { meaning: "a Secret would have nothing in it", fix: "name a file" },
  "synced-secret-file-unknown": {
    meaning: "a Secret copies a file that the mount does not have",
    fix: "name one of the mount's",
  },
  "synced-secret-key-invalid": {
    meaning: "Kubernetes refuses this key of a Secret",
    fix: "use letters, digits, `-`, `_` and `.`",
  },
  "synced-secret-key-missing": {
    meaning: "a Secret of this type has to have that key",
    fix: "name its file, or use another type",
  },
  "synced-secret-twice": { meaning: "one Secret is written twice", fix: "remove one" },
  "secrets-mount-name-invalid": {
    meaning: "Kubernetes objects cannot be named by this mount",
    fix: "use 1 to 40 of `a-z`, digits and `-`",
  },
  "secrets-store-file-invalid": {
    meaning: "this is no name of a file in a mount",
    fix: "use letters, digits, `.`, `_` and `-`",
  },
};
