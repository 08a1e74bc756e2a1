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
    meaning: "what `olmTokenAuth` is given holds no ClusterServiceVersion that can be read",
    fix: "give the text of the bundle's `*.clusterserviceversion.yaml`, of `oc get packagemanifests -o json`, or of a catalogue",
  },
  "openshift-cloud-count": {
    meaning: "`OpenShiftIdentities` is asked for on no cloud or on several, and a cluster is on one",
    fix: "keep one of those in the message",
  },
  "openshift-credentials-mode": {
    meaning:
      "Secrets are to be written into a cluster whose own operator makes them: its `CloudCredential` is not in the mode `Manual`, and it would write ours over",
    fix: "[move the cluster](openshift.md#moving-a-cluster-that-stores-keys) to `Manual` first, or write no Secrets yet",
    example: "`kubernetes: { secrets: false, authentication: true }`",
  },
  "openshift-folder-unreadable": {
    meaning: "a folder of requests is not there, may not be read, or has no `.yaml`, `.yml` or `.json` file",
    fix: "extract them with `oc adm release extract --credentials-requests --to=<folder>`, or read the folders below with `--subfolders`",
  },
  "openshift-install-not-found": {
    meaning: "nothing in the inventory has the names that `ccoctl` makes for this cluster",
    fix: "give the name that `ccoctl` was called with, and the lists of the account that it worked in",
    example: "roles are `prod-openshift-image-registry-…` after `ccoctl … create-all --name prod`",
  },
  "openshift-kubernetes-empty": {
    meaning: "`kubernetes` writes neither Secrets nor the Authentication, so it does nothing",
    fix: "leave it out",
    example: "`kubernetes: { secrets: false }` alone",
  },
  "openshift-name-collision": {
    meaning: "two requests would become one role or identity, and the second would take the first one's place",
    fix: "use a shorter cluster name or the naming `unique`; where that is used already, give one request another Secret",
  },
  "openshift-name-invalid": {
    meaning: "a name in a request is none that Kubernetes takes, so no token can ever carry it",
    fix: "mend it at the path of the message",
    example: "`serviceAccountNames: [Ingress_Operator]`",
  },
  "openshift-name-taken": {
    meaning: "with `sharedRoles`, two requests have custom roles of one id",
    fix: "leave `sharedRoles` out, or rename one of the requests",
  },
  "openshift-naming-invalid": {
    meaning: "`naming` is neither `unique` nor `ccoctl`",
    fix: "leave it out, or use `ccoctl` to take over what `ccoctl` made",
  },
  "openshift-narrowing-invalid": {
    meaning: "narrowings cannot be read or used; each fault below the message has its place",
    fix: "mend each as it says",
    example: '`permissions: iam:PassRole` has to be a list, `permissions: ["iam:PassRole"]`',
  },
  "openshift-narrowing-unused": {
    meaning: "a narrowing names a permission that no request has, so something may stay wide unseen",
    fix: "mend the name, or take the narrowing out where the release does not ask for it any more",
    example: "a rule for `ec2:TerminateInstance`, where the request says `ec2:TerminateInstances`",
  },
  "openshift-narrowing-widens": {
    meaning: "a narrowing would grant what the request does not ask for, and it can only take away",
    fix: "leave that out, or ask for it in a request of your own",
    example: '`permissionsInstead: ["iam:*"]` for `iam:PassRole`',
  },
  "openshift-no-service-accounts": {
    meaning:
      "nobody is named who could become the identity: of the release's requests those without `serviceAccountNames` are skipped, and one of `operators` is refused",
    fix: "name the ServiceAccounts of the operator",
  },
  "openshift-objects-invalid": {
    meaning: "what `openshift check` was given is not what `oc get -o json` prints",
    fix: "print it anew, as in [checking an install](openshift.md#checking-an-install)",
  },
  "openshift-permission-kind": {
    meaning: "a permission that is asked for is of a kind that the cloud does not know",
    fix: "write it as the message says",
  },
  "openshift-permission-unsupported": {
    meaning: "a narrowing asks for what the roles of the cloud cannot say, such as a resource, a condition or a denial",
    fix: "leave the permission out, or bind what is assigned by `conditions` of the component",
  },
  "openshift-plan-invalid": {
    meaning: "each request can be read, but not all of them together: two of one name, or more than the cloud takes",
    fix: "mend each fault below the message as it says",
  },
  "openshift-repeated": {
    meaning: "the same request is in the folder twice; it is told among those that were skipped, and nothing is lost",
    fix: "remove one of the two files",
  },
  "openshift-request-repeated": {
    meaning:
      "two different requests have one name or write one Secret, as when the folders of two releases are given together",
    fix: "leave one out",
    example: "`openshift plan --name prod requests-4.21 requests-4.22`",
  },
  "openshift-request-unknown": {
    meaning: "`scopes` or `conditions` name a request that is not there, so they would bind nothing",
    fix: "use a name of the message; it is the `metadata.name` of the request, not its Secret's",
  },
  "openshift-requests-invalid": {
    meaning:
      "CredentialsRequests cannot be read or used; each fault below the message has its file, document and field",
    fix: "mend each as it says",
  },
  "openshift-token-path-invalid": {
    meaning: "the `cloudTokenPath` of a request is not an absolute path, so its operator would find no token",
    fix: "mend `cloudTokenPath`",
    example: "`cloudTokenPath: /var/run/secrets/openshift/serviceaccount/token`",
  },
  "openshift-yaml-invalid": {
    meaning: "a file is no YAML, or a document in it is no object",
    fix: "mend it at the place of the message",
    example: "a Helm or Go template, whose `{{ }}` has to be filled in first",
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
    example: "`Prod_EU` is refused, `prod-eu` is good",
  },
  "openshift-document-invalid": {
    meaning:
      "a document in a folder of requests is no object with `apiVersion` and `kind`, or its kind is nearly `CredentialsRequest`: passed over, its operator would be left without permissions",
    fix: "mend it at the path of the message",
    example: "`kind: CredentialRequest` has lost an `s`",
  },
  "group-kept": {
    meaning: "`adopt` tells that the resource group of the issuer is kept",
    fix: "give its name as `oidcResourceGroupName`",
  },
  "openshift-narrowing-empty": {
    meaning: "a narrowing has an empty list of resources or values, which would take a permission away by accident",
    fix: "name some, or take the permission away with `permissionsInstead: []`",
    example: "`resources: []`",
  },
};
