import type { ErrorTable } from "../core/error-table";

/** The codes that every cloud has. */
export const componentErrors: ErrorTable = {
  "annotation-conflict": {
    meaning: "an annotation that is asked for decides over one that the library writes",
    fix: "remove it, or keep it on purpose in `kubernetes.keep`",
  },
  "annotation-leftover": {
    meaning: "a patched ServiceAccount has an annotation by which its pods become something else",
    fix: "remove it with the `kubectl annotate` of the message, or keep it on purpose",
  },
  "argument-unknown": {
    meaning: "there is no argument of that name, often a slip of spelling or one of another cloud",
    fix: "use the name that the message suggests",
  },
  "argument-without-effect": {
    meaning: "an argument would do nothing beside another one",
    fix: "leave one of the two out",
  },
  "audience-mismatch": {
    meaning: "a registration has another audience than the workload's tokens",
    fix: "use one audience for both",
  },
  "audience-of-api-server": {
    meaning: "the audience is the API server's own, so every pod's default token would be accepted",
    fix: "use the cloud's audience, or another that only the cloud reads",
  },
  "cloud-unknown": {
    meaning: "a trust or plan names a cloud that does not exist",
    fix: "use one of those in the message",
  },
  "cluster-outputs-later": {
    meaning: "an issuer is read from an output or a whole resource, in the place of known values",
    fix: "write the call of the message, which reads it inside of `apply`",
  },
  "grant-key-missing": {
    meaning: "an output stands in a list whose other outputs have moved to `…ByKey`",
    fix: "move it there too, all in the order of the list",
  },
  "identity-given-twice": {
    meaning:
      "two workloads give one policy or role to one identity that exists, and the destroy of one would take it from the other",
    fix: "leave it out of the new one; what is deployed stays as it is",
  },
  "input-changed": {
    meaning: "a transform has changed what was proved, and the resource would not be what the program says",
    fix: "take the change out of the transform",
  },
  "intent-audience-duplicate": { meaning: "an intent names an audience twice", fix: "remove one" },
  "intent-audience-invalid": {
    meaning: "an intent's audience is none that a token can have",
    fix: "give a text, or a list of them, without white space",
  },
  "intent-empty": {
    meaning: "an intent names nobody, so nothing can be proved about it",
    fix: "name a subject, or say `nobody` as the message shows",
  },
  "intent-invalid": {
    meaning: "an intent is not of the shape that `prove` takes",
    fix: "give `{ subjects, audience }`",
  },
  "intent-jwks-invalid": { meaning: "the key set of an intent is none", fix: "give a JSON Web Key Set" },
  "intent-others-invalid": {
    meaning: "an intent names others on a cloud that has no such way in",
    fix: "remove that part of `others`",
  },
  "intent-subject-duplicate": { meaning: "an intent names a subject twice", fix: "remove one" },
  "intent-subject-invalid": {
    meaning: "a subject of an intent lacks something, or Kubernetes refuses its name",
    fix: "give `{ issuer, namespace, serviceAccount }`",
  },
  "issuer-missing": {
    meaning: "a workload has no issuer",
    fix: "set `issuer` to `{ url }`, or to the output of a `ClusterFederation`",
  },
  "issuer-not-object": {
    meaning: "something else than an issuer stands in its place, such as a text or a whole resource",
    fix: "give `{ url }` or the output `issuer`",
  },
  "issuer-not-public": {
    meaning: "the cloud fetches the issuer's keys, and this host cannot be reached from outside",
    fix: "publish the issuer, or use a cloud and mechanism that stores keys",
  },
  "issuer-not-registered": {
    meaning: "an issuer was handed over that has no entry for a cloud that is asked for",
    fix: "add the cloud to the `ClusterFederation`",
  },
  "issuer-registered-twice": {
    meaning: "two components register one issuer in one account, and a cloud takes one",
    fix: "pass the output `issuer` of the one that is deployed; to register it for all, [move it](changes.md#register-a-cluster-once-after-a-workload-has-registered-it)",
  },
  "issuer-unknown": {
    meaning: "pods are to be wired for an issuer that no subject has",
    fix: "name an issuer of the workload's subjects",
  },
  "issuer-url-scheme": { meaning: "an issuer is an `https://` URL", fix: "publish the issuer under one" },
  "issuer-url-too-long": { meaning: "the vendor stores a shorter URL", fix: "publish the issuer under a shorter one" },
  "jwks-invalid": {
    meaning: "a key set is no JSON Web Key Set of public keys",
    fix: "pass the output of `kubectl get --raw /openid/v1/jwks`",
  },
  "mount-path-invalid": {
    meaning: "tokens cannot be mounted there",
    fix: "give an absolute path without `:` that no webhook uses",
  },
  "mount-path-unused": { meaning: "a mount path is set, and nothing is projected", fix: "leave it out" },
  "name-taken-twice": {
    meaning: "two components of the program create an object of one name",
    fix: "choose another name for the new one; ServiceAccounts that shall be one identity are `subjects` of one workload",
  },
  "name-too-long": {
    meaning: "the provider would make up a name that the vendor does not store",
    fix: "set the argument of the message, or a shorter name of the component",
  },
  "namespace-created-twice": {
    meaning: "two workloads create one namespace",
    fix: "leave `createNamespace` out of the new one, and let it depend on the other by `dependsOn`",
  },
  "namespace-not-created": {
    meaning: "`deleteNamespace` is set, and the namespace is not this program's",
    fix: "set `createNamespace` too; a namespace that was created so is handed over in two updates, as the message says",
  },
  "other-conditions-invalid": {
    meaning: "the conditions of a principal in `others` are none that the cloud stores",
    fix: "write them as the trust policy has them",
  },
  "other-principal-invalid": {
    meaning: "a principal in `others` is none that can be named exactly",
    fix: "give one ARN or service, without wildcards",
  },
  "other-repeated": { meaning: "`others` names one twice", fix: "remove one" },
  "pod-container-unknown": {
    meaning: "`skipContainers` names a container that the template does not have",
    fix: "use a name of the template",
  },
  "pod-identity-beaten": {
    meaning:
      "the template carries something that goes before the identity: keys, profiles, credential files or `hostNetwork`",
    fix: "remove it, skip the container, or name it in `keep`",
  },
  "pod-keep-unknown": {
    meaning: "`keep` names something that the template does not have, or that needs no keeping",
    fix: "leave it out",
  },
  "pod-subject-ambiguous": {
    meaning: "pods of several clusters need different things, and nothing says which cluster this one runs in",
    fix: "`podTemplate(template, { subject })`",
  },
  "pod-subject-unknown": {
    meaning: "pods are to be wired for a subject that the workload does not have",
    fix: "name one of its `subjects`",
  },
  "pod-template-expected": {
    meaning:
      "a Deployment, a CronJob or its spec stands where a pod template is expected, or a part of the template is no list or object",
    fix: "pass the template inside, or write the part as Kubernetes has it; the message has the path",
  },
  "pod-template-field-unknown": {
    meaning:
      "a field of a pod template has its name in Python, such as `volume_mounts`, and would be read beside the field that is wired in",
    fix: "write Kubernetes' name, `volumeMounts`; in Python, `PodTemplateSpecArgs` of `pulumi_kubernetes` writes it for you",
  },
  "policy-provider-account": {
    meaning: "a provider in a trust is in another account than the role",
    fix: "name the provider of the role's account",
  },
  "policy-provider-issuer": {
    meaning: "a provider's ARN and its issuer disagree",
    fix: "give the issuer that the ARN names",
  },
  "policy-provider-repeated": { meaning: "a provider is named twice", fix: "remove one" },
  "policy-role-arn-invalid": { meaning: "the ARN of a role cannot be read", fix: "give the role's whole ARN" },
  "policy-too-large": {
    meaning: "there is more to decide than any vendor would store",
    fix: "look at fewer providers at once",
  },
  "sdk-missing": {
    meaning: "a cloud is asked for whose Pulumi SDK is not installed",
    fix: "run the `npm install` of the message in the program's folder",
  },
  "service-account-ownership-invalid": {
    meaning: "a ServiceAccount is created, patched or left alone; this says something else",
    fix: "use `create`, `patch` or `external`",
  },
  "service-account-written-twice": {
    meaning: "two workloads write one ServiceAccount, and one creates it or they differ",
    fix: "use `external` in the new one, or ask for everything in the one that is deployed",
  },
  "shape-invalid": {
    meaning: "an argument is of another type than expected, or an output where a plain value has to stand",
    fix: "give what the message expects",
  },
  "statement-kept-twice": {
    meaning:
      "two components keep one statement in a role of somebody else, and the destroy of one would take it from the other",
    fix: "leave `manageStatement` out of the new one, or give the new one another name",
  },
  "subject-default-service-account": {
    meaning: "pods that name no ServiceAccount run as `default`, so all of them would get in",
    fix: "use a ServiceAccount of the workload's own, or `allowDefaultServiceAccount`",
  },
  "subject-duplicate": {
    meaning: "one ServiceAccount of one issuer is named twice",
    fix: "remove one; two clusters with one URL need a `key` and keys of their own",
  },
  "subject-invalid": {
    meaning: "an entry of `subjects` is no subject",
    fix: "give `{ issuer, namespace, serviceAccount }`",
  },
  "subject-key-missing": {
    meaning: "subjects of two issuers that are outputs cannot be told apart",
    fix: "set `key` on the subjects of the new cluster",
  },
  "subject-namespace-invalid": {
    meaning: "Kubernetes refuses this name of a namespace",
    fix: "use lowercase letters, digits and `-`, at most 63",
  },
  "subject-other-cluster": {
    meaning: "a ServiceAccount of another cluster cannot be made by this cluster's provider",
    fix: "write it with the provider of its cluster, with the annotations of `subjectWirings`",
  },
  "subject-service-account-invalid": {
    meaning: "Kubernetes refuses this name of a ServiceAccount",
    fix: "use lowercase letters, digits, `-` and `.`, at most 253",
  },
  "subjects-missing": { meaning: "nobody is to be trusted", fix: "name a ServiceAccount" },
  "token-audience-missing": { meaning: "a token without an audience is for the API server", fix: "set `audience`" },
  "token-expiration-out-of-range": {
    meaning:
      "Kubernetes projects tokens for 600 seconds and longer, and the API servers of managed clusters for a day at most; some clouds take less",
    fix: "give a number in the range of the message",
  },
  "token-invalid": {
    meaning: "this is no token of a ServiceAccount",
    fix: "give the three parts of a JWT, or claims with `iss`, `sub` and `aud`",
  },
  "token-path-invalid": { meaning: "tokens are projected to relative paths", fix: "give a path such as `vault/token`" },
  "trust-ambiguous": {
    meaning: "a test asks for the trust of a cloud that has several",
    fix: "name the identity, or use `mocks.trusts()`",
  },
  "trust-missing": {
    meaning: "a test asks for a trust that the program does not make",
    fix: "look at `mocks.trusts()` for what there is",
  },
  "trust-over": {
    meaning: "the trust admits somebody who is not intended; the message has a token that would get in",
    fix: "read [what the finding says](catalogue.md), and take out what widens the trust",
  },
  "trust-policy-changed-elsewhere": {
    meaning: "somebody has changed a statement that this stack wrote into the role of another owner",
    fix: "look at it, then run `pulumi refresh`, and the next update writes it again",
  },
  "trust-policy-empty": {
    meaning: "the statement to take away is the last one of the role, and no vendor stores a role without any",
    fix: "give the role another one, delete the role, or forget the statement with `pulumi state delete`",
  },
  "trust-policy-refused": {
    meaning: "the role's trust policy with the statement in it would not be stored, often because it is too long",
    fix: "shorten what the lines of the message name",
  },
  "trust-policy-role-elsewhere": {
    meaning: "the credentials lead to another account than the role's",
    fix: "give the `profile` of an identity in the role's own account",
  },
  "trust-policy-role-missing": {
    meaning: "there is no role of this ARN to add a statement to",
    fix: "give the ARN of one that exists, or leave out `externalRoleArn` to create one",
  },
  "trust-policy-taken": {
    meaning: "the role has a statement of that name which this stack did not write",
    fix: "rename that one, or rename the workload",
  },
  "trust-policy-unreadable": {
    meaning: "the role's trust policy is not JSON with a list of statements, or names a member twice",
    fix: "mend it by hand first",
  },
  "trust-policy-written-elsewhere": {
    meaning: "somebody else writes the trust policy again and again while this stack does",
    fix: "find out who, let one of the two keep the role's other statements, and run the update again",
  },
  "trust-statement-invalid": {
    meaning: "the role is no ARN, or there is no statement for it",
    fix: "give the ARN of a role and at least one statement",
  },
  "trust-too-large": {
    meaning: "there is more to decide in this trust than any vendor would store",
    fix: "look at its parts",
  },
  "trust-under": {
    meaning: "the trust refuses somebody who is intended; the message has that token",
    fix: "compare issuer, subject and audience byte for byte",
  },
  "trust-unknown": {
    meaning: "the trust has something that cannot be decided, which never counts as safe",
    fix: "take out what the message names",
  },
  "value-unreadable": {
    meaning: "a trust, intent or token throws while it is read: a getter that fails, or a proxy that was revoked",
    fix: "hand over plain data, such as `JSON.parse` returns",
  },
  "webhook-ignores-argument": {
    meaning: "the webhook of the vendor does not read this argument",
    fix: "leave it out, or use the wiring `projected`",
  },
  "whole-namespace-invalid": {
    meaning: "a namespace or prefix to trust as a whole is no name",
    fix: "mend it as the message says",
  },
  "whole-namespaces-unsupported": {
    meaning: "this cloud or mechanism cannot trust a whole namespace",
    fix: "name each ServiceAccount in `subjects`",
  },
  "wiring-conflict": { meaning: "two wirings set one variable or path", fix: "take one of them out" },
  "workload-expected": {
    meaning: "the component wires pods of a `FederatedWorkload`, and something else was given",
    fix: "pass the workload",
  },
  "grant-key-invalid": {
    meaning: "the key of a grant is no plain word",
    fix: "use 1 to 64 letters, digits, `.`, `_` and `-`, beginning with a letter",
  },
  "issuer-url-credentials": { meaning: "the URL has a user name or password in it", fix: "take them out" },
  "issuer-url-document": {
    meaning: "the URL is that of a document of the issuer, such as the key set",
    fix: "give the issuer, which is the part before it",
  },
  "issuer-url-missing": {
    meaning: "an issuer has no URL, or its output is no object with one",
    fix: "write `issuer: { url }`, also where another stack or an output has the URL",
  },
  "issuer-url-query": { meaning: "the URL has a query or fragment", fix: "take it off" },
  "issuer-url-slash": {
    meaning: "the URL of a managed cluster ends in `/`, and its tokens say it without",
    fix: "take the slash off",
  },
  "issuer-url-unparsable": {
    meaning: "this is no URL, or it has characters outside of ASCII",
    fix: "give it as the tokens have it in `iss`",
  },
  "issuer-url-whitespace": { meaning: "the URL has white space", fix: "trim it" },
  "issuer-url-wildcard": { meaning: "the URL has a wildcard or a variable", fix: "write the one issuer that is meant" },
  "jwks-empty": {
    meaning: "the key set has no keys, so every token would be refused",
    fix: "pass the output of `kubectl get --raw /openid/v1/jwks`",
  },
  "jwks-private-key": {
    meaning: "the key set has a private key",
    fix: "pass the public one, and change the key: what has reached a program or its state is no secret",
  },
  "object-name-invalid": {
    meaning: "Kubernetes refuses this name of an object",
    fix: "use lowercase letters, digits, `-` and dots, at most 253",
  },
  "object-namespace-invalid": {
    meaning: "Kubernetes refuses this name of a namespace",
    fix: "use lowercase letters, digits and `-`, at most 63",
  },
  "other-subject-invalid": {
    meaning: "a subject in `others` is none that can be named exactly",
    fix: "give the `sub` of its tokens, without wildcards",
  },
  "policy-condition-invalid": {
    meaning: "a condition of a policy is none that can be read",
    fix: "write it as the vendor's documents do",
  },
  "policy-effect-invalid": {
    meaning: "the effect of a statement is neither `Allow` nor `Deny`",
    fix: "write one of them",
  },
  "policy-element-missing": { meaning: "a statement lacks an element", fix: "add the one of the message" },
  "policy-element-unknown": {
    meaning: "a policy has an element that the vendor does not know",
    fix: "leave it out, or mend its spelling",
  },
  "policy-not-object": { meaning: "a policy is no object, and no JSON of one", fix: "give the document" },
  "policy-principal-invalid": {
    meaning: "a principal of a policy cannot be read",
    fix: "write it as the vendor's documents do",
  },
  "policy-statement-invalid": { meaning: "a statement is no object", fix: "give a list of statements" },
  "policy-value-invalid": { meaning: "a value of a policy is no text", fix: "write it as text" },
  "policy-version-unknown": {
    meaning: "the version of a policy is none that the vendor knows",
    fix: "use the one of the message",
  },
  "subject-key-taken": { meaning: "two clusters have one `key`", fix: "give each cluster a key of its own" },
  "whole-namespace-duplicate": { meaning: "a namespace is trusted twice", fix: "remove one" },
};
