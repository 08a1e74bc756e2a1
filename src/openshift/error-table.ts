import type { ErrorTable } from "../core/error-table";

/** The codes of OpenShift's identities. */
export const openshiftErrors: ErrorTable = {
  "account-missing": {
    meaning: "`adopt` finds no service account for a request",
    fix: "it is made anew; look at the narrowing and names if it should be there",
  },
  "bucket-policy-rewritten": {
    meaning: "`adopt` tells that the bucket's policy is written anew",
    fix: "nothing: it lets the same read",
  },
  "distribution-rewritten": {
    meaning: "`adopt` tells that the distribution changes in place",
    fix: "nothing: its domain and settings stay",
  },
  "documents-rewritten": {
    meaning: "`adopt` tells that the issuer's documents are written anew with the same keys",
    fix: "nothing",
  },
  "identity-missing": {
    meaning: "`adopt` finds no managed identity for a request",
    fix: "it is made anew; look at the names if it should be there",
  },
  "issuer-elsewhere": {
    meaning: "`adopt` finds that the issuer's documents are where the program does not write them",
    fix: "keep the URL as `issuer`, as the message says",
  },
  "openshift-bundle-invalid": {
    meaning: "the bundle of an operator cannot be read",
    fix: "give a folder with its ClusterServiceVersion",
  },
  "openshift-cloud-count": {
    meaning: "identities are made on one cloud, and none or several are named",
    fix: "keep one",
  },
  "openshift-credentials-mode": {
    meaning:
      "`kubernetes.secrets` is asked for in a credentials mode in which the cluster's operator makes the Secrets itself",
    fix: "migrate the cluster to `Manual` first, or leave `kubernetes.secrets` out",
  },
  "openshift-folder-unreadable": {
    meaning: "a folder of CredentialsRequests cannot be read, or has no manifests",
    fix: "extract them with `oc adm release extract --credentials-requests`",
  },
  "openshift-install-not-found": {
    meaning: "what the vendor lists has nothing of an install of this name",
    fix: "give the name that `ccoctl` was called with",
  },
  "openshift-kubernetes-empty": { meaning: "`kubernetes` asks for nothing", fix: "leave it out" },
  "openshift-name-collision": {
    meaning: "two requests would get one name",
    fix: "choose the other naming, or another cluster name",
  },
  "openshift-name-invalid": { meaning: "a request has a name that Kubernetes refuses", fix: "mend the manifest" },
  "openshift-name-taken": {
    meaning: "a name of the plan is taken by another part of it",
    fix: "choose another cluster name",
  },
  "openshift-naming-invalid": { meaning: "there is no such naming", fix: "use one of those in the message" },
  "openshift-narrowing-invalid": { meaning: "a narrowing cannot be read", fix: "mend it as the message says" },
  "openshift-narrowing-unused": {
    meaning: "a narrowing names a request or permission that is not there",
    fix: "take it out, or mend its name",
  },
  "openshift-narrowing-widens": {
    meaning: "a narrowing would add what the request does not ask for",
    fix: "leave that out",
  },
  "openshift-no-service-accounts": {
    meaning: "a request names no ServiceAccount, so nobody could become its identity",
    fix: "name them in `serviceAccountNames`",
  },
  "openshift-objects-invalid": {
    meaning: "objects of an install cannot be read",
    fix: "print them with the commands that `openshift check` shows",
  },
  "openshift-permission-kind": {
    meaning: "a narrowing has permissions of another cloud's form",
    fix: "write them in the form of the request",
  },
  "openshift-permission-unsupported": {
    meaning: "permissions of this form cannot be narrowed",
    fix: "narrow by the form that the message names",
  },
  "openshift-plan-invalid": { meaning: "requests make no plan", fix: "mend each as the message says" },
  "openshift-repeated": { meaning: "a document names one thing twice", fix: "remove one" },
  "openshift-request-repeated": { meaning: "one request is in two files", fix: "leave one out" },
  "openshift-request-unknown": {
    meaning: "an argument names a request that is not there",
    fix: "use a name of the requests",
  },
  "openshift-requests-invalid": { meaning: "CredentialsRequests cannot be used", fix: "mend each as the message says" },
  "openshift-token-path-invalid": {
    meaning: "the path of an operator's token is not absolute",
    fix: "mend `cloudTokenPath`",
  },
  "openshift-yaml-invalid": {
    meaning: "a file is no YAML, or no manifest",
    fix: "mend it at the place of the message",
  },
  "pool-missing": {
    meaning: "`adopt` finds no pool of the install",
    fix: "give the name that `ccoctl` was called with",
  },
  "role-missing": {
    meaning: "`adopt` finds no role for a request",
    fix: "it is made anew; look at the names if it should be there",
  },
  "openshift-cluster-name-invalid": {
    meaning: "names of cloud objects cannot be made of this name",
    fix: "use `a-z`, digits and `-`, at most 58",
  },
  "openshift-document-invalid": {
    meaning: "a manifest is no object with `apiVersion` and `kind`",
    fix: "mend it at the path of the message",
  },
  "group-kept": {
    meaning: "`adopt` tells that the resource group of the issuer is kept",
    fix: "give its name as `oidcResourceGroupName`",
  },
  "openshift-narrowing-empty": {
    meaning: "a narrowing has an empty list, which would take a permission away by accident",
    fix: "name some, or take the permission away with `permissionsInstead: []`",
  },
};
