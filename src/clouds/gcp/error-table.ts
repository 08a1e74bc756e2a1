import type { ErrorTable } from "../../core/error-table";

/** The codes that only Google Cloud has. */
export const gcpErrors: ErrorTable = {
  "fleet-membership-invalid": {
    meaning: "the id of a fleet's membership is of another form",
    fix: "give `projects/<project>/locations/global/memberships/<membership>`",
  },
  "gcp-access-invalid": { meaning: "this way of access does not exist", fix: "use `direct` or `impersonation`" },
  "gcp-account-policy-invalid": {
    meaning: "the policy of a service account cannot be read",
    fix: "give what `gcloud iam service-accounts get-iam-policy --format json` prints",
  },
  "gcp-attribute-mapping-invalid": {
    meaning: "an attribute mapping is none that Google stores, or it would change who is meant",
    fix: "do what the message says",
  },
  "gcp-audience-invalid": {
    meaning: "the pool of an OpenShift install has another audience than operators' tokens",
    fix: "register it with the audience of the message",
  },
  "gcp-audience-of-other-provider": {
    meaning: "the audience is the name of another provider than the one registered",
    fix: "leave the audience out",
  },
  "gcp-bucket-location-missing": { meaning: "a bucket needs a location", fix: "set `location`, such as `EU`" },
  "gcp-clusters-missing": {
    meaning: "a GKE pool is shared by the clusters of its project, and none is named",
    fix: "list their issuers",
  },
  "gcp-fleet-mismatch": {
    meaning: "an issuer is said to be both a GKE cluster's and a fleet member's",
    fix: "keep one of the two",
  },
  "gcp-grant-condition-invalid": {
    meaning: "an IAM condition needs a plain title and an expression",
    fix: "give both",
  },
  "gcp-grant-duplicate": { meaning: "one role is granted on one resource twice", fix: "remove one" },
  "gcp-grant-key-invalid": { meaning: "the key of a grant is no plain word, or is taken", fix: "choose another key" },
  "gcp-grant-key-missing": {
    meaning: "two grants on outputs cannot be told apart",
    fix: "set `key` on the new one to a plain name of the resource; what is deployed keeps its name",
  },
  "gcp-grant-kind-invalid": {
    meaning: "grants have no such kind of resource",
    fix: "use one of those in the message, or `other`",
  },
  "gcp-grant-other-incomplete": {
    meaning: "a grant on another kind of resource lacks what its member resource needs",
    fix: "give what the message names",
  },
  "gcp-grant-resource-invalid": {
    meaning: "the resource of a grant is no name that Google's API takes",
    fix: "give it in the form of the message",
  },
  "gcp-impersonation-only": {
    meaning: "an argument is about a service account, and access is direct",
    fix: 'set `access: "impersonation"`, or leave it out',
  },
  "gcp-inventory-unknown": {
    meaning: "a file given to `openshift adopt` is not what the vendor's command line prints",
    fix: "print it anew with the command that `openshift adopt` shows",
  },
  "gcp-jwks-key-type": { meaning: "Google takes RSA and EC keys only", fix: "leave the other keys out of `jwks`" },
  "gcp-member-twice": {
    meaning:
      "one role is granted to one member twice in the program, and the second destroy would take away the first's",
    fix: "leave it out of the new one; what is deployed stays as it is",
  },
  "gcp-member-type-unknown": {
    meaning: "a member resource of Google is one that the library does not know",
    fix: "name the type and its argument, as the message says",
  },
  "gcp-namespace-not-mapped": {
    meaning: "a whole namespace is trusted, and the provider maps no attribute of it",
    fix: "map `attribute.namespace`, as the message shows",
  },
  "gcp-other-member-duplicate": { meaning: "a member in `others` is named twice", fix: "remove one" },
  "gcp-other-member-invalid": {
    meaning: "a member in `others` is none that IAM stores",
    fix: "write it as IAM does, such as `serviceAccount:…` or `principal://…`",
  },
  "gcp-other-of-own-pool": {
    meaning: "a member in `others` is of the workload's own pool",
    fix: "name it as a subject",
  },
  "gcp-other-subject-unsupported": {
    meaning: "somebody else is named by issuer and subject, and Google Cloud names members of pools only",
    fix: "register that issuer in a pool of its own, and write the member of the message in `others.members`",
  },
  "gcp-permission-invalid": {
    meaning: "a permission of a CredentialsRequest is none that Google reads",
    fix: "mend the request at the path of the message",
  },
  "gcp-pool-id-invalid": {
    meaning: "the id of a pool is too long, reserved or of other characters, or is said twice",
    fix: "set `poolId` to 4 to 32 of `a-z`, digits and `-`, or only `poolSuffix`",
  },
  "gcp-pool-shared": {
    meaning: "two issuers come through one pool, so a ServiceAccount of one would be that of the other",
    fix: "give each issuer a pool",
  },
  "gcp-principal-twice": {
    meaning: "clusters of one project share their identities, so this ServiceAccount is named twice",
    fix: "write `gkeWorkloadPool` as plain text, or leave out the subject of the new cluster, which is let in already",
  },
  "gcp-project-missing": {
    meaning: "nothing says which project roles are granted on",
    fix: "set `project` to the id of it",
  },
  "gcp-request-too-long": {
    meaning: "the permissions of a CredentialsRequest fit no custom role",
    fix: "narrow the request, as the message says",
  },
  "gcp-role-invalid": {
    meaning: "a role is not written as Google names it",
    fix: "write `roles/<name>`, or a custom role with its project or organization",
  },
  "gcp-secret-regional-mismatch": {
    meaning: "a secret's name and `regional` disagree",
    fix: "leave `regional` out, or name the regional secret",
  },
  "gcp-service-account-owner-unclear": {
    meaning: "an argument describes a service account that is managed elsewhere, or one that is not named",
    fix: "give `serviceAccountEmail`, or leave the argument out",
  },
  "gcp-subject-too-long": {
    meaning: "Google takes subjects of 127 bytes",
    fix: "shorten namespace and ServiceAccount to 104 characters together",
  },
  "gcp-too-many-mappings": { meaning: "a provider stores 50 attribute mappings", fix: "map fewer" },
  "gcp-too-many-members": {
    meaning: "an allow policy of Google names at most 1500 members, each as often as a role has it",
    fix: "trust namespaces as a whole, or give the subjects to workloads with a service account each",
  },
  "gcp-webhook-unsupported": {
    meaning: "no webhook injects anything for Google Cloud here",
    fix: "use the wiring `projected`",
  },
  "gke-cluster-id-invalid": {
    meaning: "what was given as a cluster's id has another form",
    fix: "give the output `id`, not `selfLink`",
  },
  "gke-workload-pool-missing": {
    meaning: "the GKE cluster has no workload pool",
    fix: "set `workloadIdentityConfig.workloadPool` to `<project>.svc.id.goog`",
  },
  "gcp-access-token-lifetime-out-of-range": {
    meaning: "Google does not make access tokens of this lifetime",
    fix: "give seconds in the range of the message",
  },
  "gcp-account-id-invalid": {
    meaning: "IAM refuses this id of a service account",
    fix: "use 6 to 30 of `a-z`, digits and `-`, beginning with a letter",
  },
  "gcp-attribute-condition-invalid": {
    meaning: "the condition of a provider is longer than Google stores",
    fix: "shorten it",
  },
  "gcp-bucket-name-invalid": {
    meaning: "the bucket cannot serve an issuer by this name",
    fix: "use 3 to 63 of `a-z`, digits, `-` and `_`, without a dot",
  },
  "gcp-description-invalid": { meaning: "the description is longer than Google stores", fix: "shorten it" },
  "gcp-display-name-invalid": { meaning: "the display name is longer than Google stores", fix: "shorten it" },
  "gcp-fleet-audience-fixed": {
    meaning: "a member of a fleet has the audience of its pool, and another one is asked for",
    fix: "leave the audience out",
  },
  "gcp-fleet-member-invalid": {
    meaning: "the identity provider of a membership has another form",
    fix: "give what the membership's `authority` says, or use `fleetIssuer`",
  },
  "gcp-fleet-member-mismatch": {
    meaning: "the membership is in another project than the fleet's pool",
    fix: "give the membership of that fleet",
  },
  "gcp-fleet-of-gke": {
    meaning: "the issuer is a GKE cluster of the fleet's own project, which has the pool already",
    fix: "set `gkeWorkloadPool` in place of both",
  },
  "gcp-fleet-workload-pool-invalid": {
    meaning: "this is no pool of a fleet",
    fix: "write `<project>.svc.id.goog` with the fleet's host project",
  },
  "gcp-fleet-workload-pool-missing": {
    meaning: "a membership is named without the fleet's pool",
    fix: "set `fleetWorkloadPool`",
  },
  "gcp-gke-audience-fixed": {
    meaning: "a GKE cluster has the audience of its pool, and another one is asked for",
    fix: "leave the audience out",
  },
  "gcp-gke-issuer-mismatch": {
    meaning: "the URL is no issuer of a GKE cluster of that project",
    fix: "take the issuer from the cluster by `gkeIssuer`",
  },
  "gcp-gke-mismatch": {
    meaning: "the issuer's entry says GKE, and its URL or registration something else",
    fix: "keep one of the two",
  },
  "gcp-gke-workload-pool-invalid": { meaning: "this is no pool of GKE", fix: "write `<project>.svc.id.goog`" },
  "gcp-gke-workload-pool-missing": { meaning: "a GKE issuer is named without its pool", fix: "set `gkeWorkloadPool`" },
  "gcp-pool-name-invalid": {
    meaning: "this is no whole name of a pool",
    fix: "write `projects/<number>/locations/global/workloadIdentityPools/<pool>` with the project's number",
  },
  "gcp-pool-suffix-invalid": {
    meaning: "this cannot stand at the end of a pool's id",
    fix: "use 1 to 12 of `a-z` and digits",
  },
  "gcp-project-invalid": { meaning: "this is no id of a project", fix: "give the id, not the number or display name" },
  "gcp-project-number-invalid": { meaning: "this is no number of a project", fix: "give the number, not the id" },
  "gcp-project-number-missing": {
    meaning: "members of a pool are named by its project's number, and that is not given",
    fix: "set `projectNumber`",
  },
  "gcp-provider-id-invalid": {
    meaning: "Google refuses this id of a provider",
    fix: "use 4 to 32 of `a-z`, digits and `-`",
  },
  "gcp-provider-name-invalid": {
    meaning: "the provider is not one of the pool",
    fix: "write `<pool>/providers/<provider>`",
  },
  "gcp-secret-invalid": {
    meaning: "this is no name of a secret",
    fix: "write `projects/<project>/secrets/<secret>`, and the version in `version`",
  },
  "gcp-secret-version-invalid": {
    meaning: "this is no version of a secret",
    fix: "give a number, an alias or `latest`",
  },
  "gcp-service-account-email-invalid": {
    meaning: "this is no email of a service account",
    fix: "write `<id>@<project>.iam.gserviceaccount.com`",
  },
  "gcp-trust-invalid": {
    meaning: "the pool, its providers or the policy cannot be read",
    fix: "give them as `gcloud` prints them",
  },
  "gcp-universe-domain-invalid": { meaning: "this is no domain of a universe", fix: "write it like `googleapis.com`" },
};
