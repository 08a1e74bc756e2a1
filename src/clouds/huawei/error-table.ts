import type { ErrorTable } from "../../core/error-table";

/** The codes that only Huawei Cloud has. */
export const huaweiErrors: ErrorTable = {
  "cce-cluster-id-missing": {
    meaning: "the issuer of a CCE cluster is asked for without the cluster's id",
    fix: "set `clusterId`, which the client id is made of",
  },
  "huawei-agency-path-invalid": {
    meaning: "the path of an agency does not end in `/`",
    fix: "write segments that each end in `/`, such as `workloads/`",
  },
  "huawei-answer-invalid": {
    meaning: "the vendor, or a proxy before it, answered with something other than JSON",
    fix: "look at the network between here and the vendor; run the update again",
  },
  "huawei-attachment-incomplete": {
    meaning: "a policy is to be attached without all that names it",
    fix: "give the argument of the message",
  },
  "huawei-client-ids-differ": {
    meaning: "issuers of one agency are registered with different client ids",
    fix: "register them with one `clientId`",
  },
  "huawei-client-ids-invalid": { meaning: "an OIDC provider takes 1 to 100 client ids", fix: "give such a list" },
  "huawei-cluster-id-invalid": { meaning: "this is no id of a CCE cluster", fix: "give the cluster's id" },
  "huawei-credentials-missing": {
    meaning: "there is no access key to call the vendor with",
    fix: "set `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, or the stack's secret configuration",
  },
  "huawei-domain-unknown": { meaning: "the account of the access key cannot be found", fix: "set `huawei:domainId`" },
  "huawei-endpoint-invalid": { meaning: "an endpoint does not begin with `https://`", fix: "give its whole address" },
  "huawei-grant-invalid": { meaning: "a role or policy is neither an id nor a name", fix: "give one of them" },
  "huawei-group-id-missing": {
    meaning: "a group that exists gets roles by its id, and only its name is given",
    fix: "give `existingGroup.id`",
  },
  "huawei-group-owner-unclear": {
    meaning: "a name is given for a group that is managed elsewhere",
    fix: "leave out `groupName` or `existingGroup`",
  },
  "huawei-id-invalid": {
    meaning: "an id or name has characters that no address takes",
    fix: "give the id as the vendor has it",
  },
  "huawei-jwks-missing": {
    meaning: "an identity provider stores the cluster's keys, and none are given",
    fix: "set `jwks` to the output of `kubectl get --raw /openid/v1/jwks`, or read it by `HuaweiClusterJwksResource`",
  },
  "huawei-mapping-foreign": {
    meaning: "the conversion rules of the provider were not all written by this stack",
    fix: "choose another `mappingId`, give `owner` the old name, or set `sharedMapping: true`",
  },
  "huawei-mapping-in-use": {
    meaning: "the provider is to be deleted, and workloads still have rules in it",
    fix: "delete those workloads first",
  },
  "huawei-mapping-missing": {
    meaning: "a rule is to be added to a mapping that the account does not have",
    fix: "give the mapping of a provider that exists",
  },
  "huawei-mapping-owned": {
    meaning: "another stack owns the conversion rules of this provider",
    fix: "keep the workloads of a cluster in one stack, or give `owner` its name",
  },
  "huawei-mapping-written-elsewhere": {
    meaning: "somebody else wrote the same conversion rules at the same time",
    fix: "keep the workloads of a provider in one stack, then run the update again",
  },
  "huawei-mechanism-mismatch": {
    meaning: "an argument belongs to the other mechanism",
    fix: "leave it out, or change `mechanism`",
  },
  "huawei-name-taken": {
    meaning: "the account has an object of that name, which this stack did not make",
    fix: "choose another name, or use the object by its id",
  },
  "huawei-pod-identity-taken": {
    meaning: "the ServiceAccount has an agency already, and can have one",
    fix: "take that association away first",
  },
  "huawei-policy-document-invalid": {
    meaning: "a custom policy is no document that the vendor stores",
    fix: "mend it as the message says",
  },
  "huawei-policy-name-invalid": {
    meaning: "the vendor does not take this name of a policy",
    fix: "use up to 64 of letters, digits and `._-`",
  },
  "huawei-policy-type-unknown": {
    meaning: "a custom policy has a type that does not exist",
    fix: "use `AX` for the account or `XA` for projects",
  },
  "huawei-policy-unknown": {
    meaning: "there is no identity policy of that id or name",
    fix: "look it up in IAM v5, where policies of agencies are",
  },
  "huawei-policy-version-unknown": {
    meaning: "custom policies of the old IAM have the version 1.1",
    fix: "set `Version` to `1.1`",
  },
  "huawei-project-unknown": {
    meaning: "there is no project of that id or name",
    fix: "give the id, or the name such as `cn-north-4`",
  },
  "huawei-region-missing": {
    meaning: "nothing says which region is meant",
    fix: "set `huawei:region`, or `region` of the connection",
  },
  "huawei-registration-mismatch": {
    meaning: "the issuer is registered for the other mechanism",
    fix: "register it with the mechanism that the workload has",
  },
  "huawei-resource-unknown": {
    meaning: "the state has a kind of resource that this version of the library does not know",
    fix: "install the version that made the stack, or a newer one",
  },
  "huawei-role-ambiguous": { meaning: "several roles have this display name", fix: "give the id of one" },
  "huawei-role-assignment-incomplete": {
    meaning: "a role is to be assigned without all that names it",
    fix: "give the argument of the message",
  },
  "huawei-role-scope-incomplete": {
    meaning: "a role is assigned on a project or the like that is not named",
    fix: "set `scopeId`",
  },
  "huawei-role-scope-unknown": {
    meaning: "roles are not assigned on such a scope",
    fix: "use one of those in the message",
  },
  "huawei-role-unknown": {
    meaning: "no role or policy of the account has this name",
    fix: "give its display name, such as `OBS ReadOnlyAccess`, or its id",
  },
  "huawei-rule-changed-elsewhere": {
    meaning: "somebody else has changed the conversion rule",
    fix: "look at it, then `pulumi refresh`",
  },
  "huawei-scope-ambiguous": {
    meaning: "a session is asked for in two projects, or in one and the account",
    fix: "leave out one of them",
  },
  "huawei-subject-key-missing": {
    meaning: "two rules for one ServiceAccount cannot be told apart",
    fix: "set `key` on the subjects of the new cluster only",
  },
  "huawei-timeout": { meaning: "the vendor did not answer in time", fix: "run the update again" },
  "huawei-too-many-grants": {
    meaning: "an agency cannot have so many policies",
    fix: "put the statements of several into one",
  },
  "huawei-trust-invalid": {
    meaning: "conversion rules or an agency's trust cannot be read",
    fix: "give them as the vendor answers them",
  },
  "huawei-trust-policy-invalid": { meaning: "the trust policy is no object", fix: "give a policy document" },
  "huawei-trust-policy-too-long": {
    meaning: "an agency holds a shorter trust policy",
    fix: "give the subjects to several agencies",
  },
  "huawei-trust-policy-unreadable": {
    meaning: "the vendor answered with a trust policy that is not JSON",
    fix: "look at the agency in the console",
  },
  "huawei-unreachable": {
    meaning: "no connection to the vendor",
    fix: "look at the network, the proxy and the endpoint",
  },
  "huawei-user-name-taken": {
    meaning: "the mapping has another rule that makes a user of this name, and IAM would take both for one",
    fix: "name the ServiceAccount in the workload that is deployed alone, with all that it is granted",
  },
  "huawei-webhook-missing": {
    meaning: "no webhook of the vendor injects tokens into pods",
    fix: "use the wiring `projected`",
  },
  "huawei-agency-name-invalid": {
    meaning: "IAM refuses this name of an agency",
    fix: "use 1 to 64 letters, digits and `_+=,.@-`",
  },
  "huawei-client-id-invalid": {
    meaning: "the vendor does not store this client id",
    fix: "give one in the form of the message",
  },
  "huawei-client-id-number": {
    meaning: "the client id has digits only, and YAML takes it for a number",
    fix: "add a letter",
  },
  "huawei-description-invalid": {
    meaning: "the description is longer, or of other characters, than IAM stores",
    fix: "shorten it, and leave out the characters of the message",
  },
  "huawei-grant-duplicate": { meaning: "one role or policy is given twice", fix: "remove one" },
  "huawei-group-name-invalid": {
    meaning: "IAM refuses this name of a user group",
    fix: "use 1 to 128 characters without those of the message",
  },
  "huawei-identity-provider-id-invalid": {
    meaning: "IAM refuses this id of an identity provider",
    fix: "use 1 to 64 letters, digits, `_` and `-`",
  },
  "huawei-jwks-kid-missing": {
    meaning: "a key has no `kid`, and IAM finds keys by it",
    fix: "give the key set as the cluster publishes it",
  },
  "huawei-jwks-kid-repeated": {
    meaning: "two keys have one `kid`",
    fix: "give the key set as the cluster publishes it",
  },
  "huawei-jwks-too-long": {
    meaning: "the keys are longer than an identity provider stores",
    fix: "leave out keys that no longer sign",
  },
  "huawei-mapping-owners": {
    meaning: "the conversion rules name several owners, because two programs wrote them at once",
    fix: "keep the workloads of a provider in one stack",
  },
  "huawei-oidc-provider-name-invalid": {
    meaning: "IAM refuses this name of an OIDC provider",
    fix: "use 1 to 64 letters, digits, `_` and `-`",
  },
  "huawei-owner-invalid": { meaning: "this cannot mark who owns a mapping", fix: "write it like `project/stack`" },
  "huawei-rule-catch-all": {
    meaning: "a rule has no condition, so everybody of the provider gets in",
    fix: "add `any_one_of` on the claim `sub`",
  },
  "huawei-rule-element-unknown": {
    meaning: "a rule has an element that the vendor does not document",
    fix: "leave it out",
  },
  "huawei-rule-invalid": { meaning: "a conversion rule cannot be read", fix: "mend it at the path of the message" },
  "huawei-rule-too-long": {
    meaning: "a rule has more conditions or values than the vendor stores",
    fix: "give the subjects to several workloads",
  },
  "huawei-rules-too-large": { meaning: "there are more rules than a mapping holds", fix: "look at fewer" },
  "huawei-scope-invalid": { meaning: "the name of a project or domain is no plain text", fix: "give an id or a name" },
  "huawei-session-duration-out-of-range": {
    meaning: "IAM does not store this longest session",
    fix: "give 3600 to 43200 seconds",
  },
  "huawei-session-name-invalid": {
    meaning: "STS refuses this name of a session",
    fix: "use 2 to 64 letters, digits and `_+=,.@-`",
  },
  "huawei-user-name-invalid": {
    meaning: "the vendor refuses this name of a federated user",
    fix: "use the characters of the message",
  },
};
