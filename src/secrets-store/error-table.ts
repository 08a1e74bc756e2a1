import type { ErrorTable } from "../core/error-table";

/** The codes of secrets as files. */
export const secretsStoreErrors: ErrorTable = {
  "csi-driver-audience-missing": {
    meaning: "the driver of the cluster requests no token for this cloud's audience, so its provider could not sign in",
    fix: "add it to `tokenRequests` of the driver's chart, or let `csiDriver.patch` do so",
    example: "`csiDriver: { patch: true }`",
  },
  "csi-driver-not-republished": {
    meaning: "the driver asks for a token once, when the pod starts: after the first ones expire secrets go stale",
    fix: "set `requiresRepublish: true` on the CSIDriver, or let `csiDriver.patch` do so",
  },
  "csi-driver-patched-twice": {
    meaning:
      "two mounts of the program patch the driver of one cluster, and each would take the other's audiences away",
    fix: "patch it in the one that is deployed, with the others' audiences as `moreAudiences`",
  },
  "secrets-class-taken": {
    meaning: "two mounts write one SecretProviderClass",
    fix: "give the new one another `className`",
  },
  "secrets-mount-cloud-count": {
    meaning: "a mount is of one cloud, and none or several are named",
    fix: "keep one of `azure`, `aws` and `gcp`, and make a mount for each",
  },
  "secrets-mount-empty": {
    meaning: "a mount names no object, so its volume would be empty",
    fix: "name one",
    example: '`aws: { objects: [{ arn, file: "password" }] }`',
  },
  "secrets-mount-identity-missing": {
    meaning: "a mount is of a cloud on which the workload has no identity to read with",
    fix: "ask for the cloud beside `mounts`, or use another",
    example: "`aws: {}`",
  },
  "secrets-mount-name-taken": { meaning: "two mounts have one name", fix: "name one otherwise" },
  "secrets-mount-path-taken": {
    meaning: "two mounts are at one path, or one within the other, which would hide its files",
    fix: "choose paths beside each other",
    example: "`/mnt/db` and `/mnt/db/tls`",
  },
  "secrets-mounts-missing": {
    meaning: "`mounts` is empty",
    fix: "name one, or use `FederatedWorkload` for a workload that mounts no secrets",
  },
  "secrets-store-access-mismatch": {
    meaning: "outside of GKE Google's provider reads secrets as the ServiceAccount itself, and impersonates nobody",
    fix: 'use `gcp: { access: "direct" }`',
  },
  "secrets-store-audience-mismatch": {
    meaning:
      "the provider of the driver presents tokens of its own audience, so a trust for another one would refuse it",
    fix: "leave `audience` out",
  },
  "secrets-store-file-taken": {
    meaning: "two objects of a mount would be one file",
    fix: "set another `file` on one of them",
  },
  "secrets-store-mount-expected": {
    meaning: "`SecretsStorePodTemplate` is given something else as `secretsStoreMount`",
    fix: "pass the `SecretsStoreMount` of the same program itself, not one of its outputs",
  },
  "synced-secret-empty": {
    meaning: "a Secret of `syncedSecrets` has no `files`, so it would have nothing in it",
    fix: "name a file",
    example: '`files: { password: "password" }`, the key of the Secret and the file of the mount',
  },
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
    example: "`kubernetes.io/tls` needs `tls.crt` and `tls.key`",
  },
  "synced-secret-twice": {
    meaning: "two entries of `syncedSecrets` write one Secret",
    fix: "remove one, or give it another name",
  },
  "secrets-mount-name-invalid": {
    meaning: "Kubernetes objects cannot be named by this mount",
    fix: "use 1 to 40 of `a-z`, digits and `-`",
  },
  "secrets-store-file-invalid": {
    meaning: "this is no name of a file in a mount",
    fix: "use letters, digits, `.`, `_` and `-`",
    example: "`db/password` is refused, `db-password` is good",
  },
};
