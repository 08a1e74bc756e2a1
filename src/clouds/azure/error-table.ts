import type { ErrorTable } from "../../core/error-table";

/** The codes that only Azure has. */
export const azureErrors: ErrorTable = {
  "aks-issuer-off": {
    meaning: "the AKS cluster has no OIDC issuer",
    fix: "set `oidcIssuerProfile: { enabled: true }` on the cluster; it cannot be undone",
  },
  "aso-secret-taken": {
    meaning: "a Secret for Azure Service Operator has a name that another controller writes",
    fix: "use another name",
  },
  "aso-secret-written-twice": { meaning: "two entries write one Secret for Azure Service Operator", fix: "remove one" },
  "aso-secrets-missing": {
    meaning: "the operator would get an identity and no Secret that says so",
    fix: "name a namespace in `secrets`",
  },
  "azure-audience-invalid": {
    meaning: "Azure does not store this audience",
    fix: "use 1 to 600 characters without white space or wildcards; `api://AzureADTokenExchange` is the default",
  },
  "azure-authority-host-ambiguous": {
    meaning: "the authority's host is said twice, and both differ",
    fix: "leave out one of `environment` and the host",
  },
  "azure-binding-clusters": {
    meaning: "a binding is for one AKS cluster, and these ServiceAccounts are of several or of one that is not AKS",
    fix: "make a component for each cluster, the others with `existingIdentity`, or leave out `identityBinding`",
  },
  "azure-bucket-account-unknown": {
    meaning: "the URL of a bucket that exists does not say its storage account",
    fix: "give the URL at the account's own host, or the output `bucket` of another issuer",
  },
  "azure-credential-id-invalid": {
    meaning: "the id of a credential to take over is of another identity or form",
    fix: "give its whole resource id",
  },
  "azure-credential-import-unused": {
    meaning: "a credential is to be taken over, and no ServiceAccount has one of that name",
    fix: "set `credentialName` of the subject to it",
  },
  "azure-credential-name-reserved": {
    meaning: "the name of a credential is one that the library gives to another",
    fix: "choose another name",
  },
  "azure-credential-name-taken": {
    meaning: "two credentials of one identity would have one name",
    fix: "give the new one a `credentialName` or `key`, as the message says",
  },
  "azure-credential-repeated": {
    meaning: "Azure stores each pair of issuer and subject once",
    fix: "remove the second one, often from `others`",
  },
  "azure-environment-unknown": {
    meaning: "there is no such environment of Azure",
    fix: "name one of those in the message",
  },
  "azure-existing-identity-incomplete": {
    meaning: "an identity that exists is named without what its credentials are addressed by",
    fix: "give `resourceGroupName` and `name` of it",
  },
  "azure-expression-unsupported": {
    meaning: "a credential with an expression cannot be stored here",
    fix: "use exact subjects; expressions belong to applications and `others`",
  },
  "azure-identity-ambiguous": {
    meaning: "a managed identity and an application are asked for at once",
    fix: "leave out one of the two",
  },
  "azure-identity-owner-unclear": {
    meaning: "an argument describes an identity that is managed elsewhere",
    fix: "leave the argument out, or let this program make the identity",
  },
  "azure-inventory-unknown": {
    meaning: "a file given to `openshift adopt` is not what the vendor's command line prints",
    fix: "print it anew with the command that `openshift adopt` shows",
  },
  "azure-issuer-key-type": {
    meaning: "the issuer signs, or will sign, with a key that Azure is not known to verify",
    fix: "let the cluster sign with RSA, and leave other keys out of the key set",
  },
  "azure-issuer-of-binding": {
    meaning: "the issuer is that of identity bindings, and no cluster signs as it",
    fix: "take the cluster's own by `aksIssuer`",
  },
  "azure-issuer-slash-missing": {
    meaning: "issuers of AKS and Arc end in `/`, and this one does not",
    fix: "take it from the cluster by `aksIssuer`, unchanged",
  },
  "azure-mount-path-reserved": {
    meaning: "Azure's webhook mounts its own token at this path",
    fix: "choose another path",
  },
  "azure-object-id-invalid": {
    meaning: "an object id is no GUID",
    fix: "give the id of the object, not that of the application",
  },
  "azure-openshift-region-unsupported": {
    meaning: "OpenShift's storage account cannot be made in this region",
    fix: "choose another region, as the message says",
  },
  "azure-other-subject-invalid": {
    meaning: "a subject in `others` is none that Azure stores",
    fix: "give it exactly as the token has it",
  },
  "azure-permission-invalid": {
    meaning: "a permission of a CredentialsRequest is none that Azure reads",
    fix: "mend the request at the path of the message",
  },
  "azure-principal-id-invalid": {
    meaning: "a principal id is no GUID, or it cannot be chosen here",
    fix: "give the object id of the service principal, or leave it out",
  },
  "azure-principal-id-missing": {
    meaning: "roles are to be given to an identity whose principal is not known",
    fix: "set `principalId`",
  },
  "azure-region-invalid": { meaning: "this is no region of Azure", fix: "give its short name, such as `westeurope`" },
  "azure-resource-group-missing": {
    meaning: "a managed identity is made in a resource group, and none is named",
    fix: "set `resourceGroupName`, or `existingIdentity`",
  },
  "azure-resource-groups-same": {
    meaning: "two resource groups of an install are one, and one of them is deleted with the cluster",
    fix: "name two",
  },
  "azure-role-assignment-duplicate": { meaning: "one role is assigned on one scope twice", fix: "remove one" },
  "azure-role-assignment-name-taken": {
    meaning: "two role assignments cannot be told apart, because their scopes are outputs",
    fix: "set `key` of the new one to a word of its own; what is deployed keeps its name",
  },
  "azure-role-assignment-moved": {
    meaning: "the scope of a role assignment was an output, and is written down and another one in the same update",
    fix: "write down the scope that is deployed first, and change it in the next update",
  },
  "azure-role-missing": {
    meaning: "a CredentialsRequest has a role binding without a role",
    fix: "mend the request at the path of the message",
  },
  "azure-role-unknown": {
    meaning: "a role is neither a built-in name, a GUID nor the id of a definition",
    fix: "look it up in `AZURE_ROLE_DEFINITIONS`, or give its id",
  },
  "azure-scope-invalid": {
    meaning: "a scope is no id that Azure assigns roles on",
    fix: "give the id of a resource, group, subscription or management group",
  },
  "azure-scope-missing": {
    meaning: "an identity of OpenShift would get its roles on no scope",
    fix: "name a scope, as the message says",
  },
  "azure-scope-repeated": { meaning: "one scope is named twice", fix: "remove one" },
  "azure-subscription-id-invalid": { meaning: "a subscription is no GUID", fix: "give its id, not its name" },
  "azure-tag-invalid": {
    meaning: "tags are more, longer or of other characters than Azure stores",
    fix: "keep to 50 tags, keys of 512 and values of 256 characters",
  },
  "azure-tenant-id-invalid": { meaning: "a tenant is no GUID", fix: "give its id, not its domain" },
  "azure-tenant-mismatch": {
    meaning: "an identity cannot sign in to another tenant than its own",
    fix: "give the tenant of the identity (of the provider, for one that is made here), or become an application that is `multiTenant`",
  },
  "azure-too-many-credentials": {
    meaning: "an identity holds 20 credentials",
    fix: "give the subjects to several identities, or use an [identity binding](entra-application.md)",
  },
  "azure-vault-id-missing": {
    meaning: "a right to read is to be given on a vault whose id is not known",
    fix: "set `vaultId`",
  },
  "azure-vault-mismatch": {
    meaning: "the vault's name and its id mean different vaults",
    fix: "leave `vaultName` out",
  },
  "azure-vault-object-field": { meaning: "the driver takes this field for secrets only", fix: "leave it out" },
  "capz-cluster-identity-changed": {
    meaning: "an argument sets a field of AzureClusterIdentity that the component writes",
    fix: "leave it out",
  },
  "capz-cluster-identity-unnamed": {
    meaning: "an AzureClusterIdentity is referred to that has no name",
    fix: "set `name`",
  },
  "capz-namespaces-ambiguous": {
    meaning: "every namespace and only some may use the identity",
    fix: "leave out one of the two",
  },
  "capz-namespaces-none": {
    meaning: "no namespace may use the identity, so no cluster can",
    fix: "name the namespaces of the clusters in `allowedNamespaces`",
  },
  "capz-selector-invalid": {
    meaning: "a selector's operator does not go with its values",
    fix: "give values to `In` and `NotIn`, none to `Exists` and `DoesNotExist`",
  },
  "webhook-namespace-excluded": {
    meaning: "AKS keeps Azure's webhook out of this namespace",
    fix: "use the wiring `projected`",
  },
  "azure-account-name-invalid": {
    meaning: "Azure refuses this name of a storage account",
    fix: "use 3 to 24 of `a-z` and digits",
  },
  "azure-authority-host-invalid": {
    meaning: "this is no address to sign in at",
    fix: "write it like `https://login.microsoftonline.com/`",
  },
  "azure-binding-incomplete": {
    meaning: "an identity binding lacks what names its AKS cluster",
    fix: "set the argument of the message",
  },
  "azure-binding-unsupported": {
    meaning: "identity bindings are for managed identities, and an application is asked for",
    fix: "leave `identityBinding` out",
  },
  "azure-client-id-invalid": { meaning: "a client id is no GUID", fix: "give the identity's output `clientId`" },
  "azure-cluster-name-invalid": { meaning: "this is no name of an AKS cluster", fix: "give its name, not its id" },
  "azure-container-name-invalid": {
    meaning: "Azure refuses this name of a container",
    fix: "use 3 to 63 of `a-z`, digits and `-`",
  },
  "azure-credential-name-invalid": {
    meaning: "Azure refuses this name of a credential",
    fix: "use 3 to 120 letters, digits, `-` and `_`",
  },
  "azure-delegated-identity-invalid": {
    meaning: "this is no id of a user-assigned managed identity",
    fix: "give its resource id",
  },
  "azure-description-invalid": { meaning: "the description is longer than Azure stores", fix: "shorten it" },
  "azure-display-name-invalid": { meaning: "the display name is longer than Entra stores", fix: "shorten it" },
  "azure-identity-id-invalid": {
    meaning: "this is no id of a user-assigned managed identity",
    fix: "give its resource id",
  },
  "azure-identity-id-missing": {
    meaning: "an identity is bound by its resource id, and that is not given",
    fix: "set `existingIdentity.id`",
  },
  "azure-identity-name-invalid": {
    meaning: "Azure refuses this name of a managed identity",
    fix: "use 3 to 128 letters, digits, `-` and `_`",
  },
  "azure-resource-group-invalid": {
    meaning: "Azure refuses this name of a resource group",
    fix: "use 1 to 90 letters, digits and `_-.()`, not ending in a dot",
  },
  "azure-role-assignment-key-invalid": {
    meaning: "the key of a role assignment is no plain word",
    fix: "use 1 to 64 letters, digits and `-`",
  },
  "azure-subject-key-invalid": {
    meaning: "the key of a subject is no plain word",
    fix: "use 1 to 32 letters, digits and `-`",
  },
  "azure-trust-invalid": {
    meaning: "the credentials of an identity cannot be read",
    fix: "give them as Azure lists them",
  },
  "azure-vault-id-invalid": { meaning: "this is no id of a Key Vault", fix: "give its resource id" },
  "azure-vault-name-invalid": { meaning: "this is no name of a Key Vault", fix: "use 3 to 24 letters, digits and `-`" },
  "azure-vault-object-name-invalid": {
    meaning: "Key Vault refuses this name of an object",
    fix: "use 1 to 127 letters, digits and `-`",
  },
  "azure-adopted-elsewhere": {
    meaning: "a blob or container that is to be taken over is not where the program would write it",
    fix: "give the arguments that name its place, as the message says",
  },
  "azure-blob-refused": {
    meaning: "Azure's storage refused to read or write a document",
    fix: "on 403, give the deployer `Microsoft.Storage/storageAccounts/listServiceSas/action` on the account, and let this machine in by its network rules",
  },
  "azure-blob-unknown": {
    meaning: "`url` and `blobId` name no blob of a storage account in a cloud that is known",
    fix: "give the address and the resource id of one blob, as Azure answers them",
  },
  "azure-credentials-missing": {
    meaning:
      "documents are written with the credentials of azure-native's default provider, and of the way to sign in that is chosen there a part is not set",
    fix: "set the variable or the configuration of the message",
  },
  "azure-credentials-refused": {
    meaning: "who runs the update gets no token of OpenID Connect to sign in at Azure with",
    fix: "let the job have one, in GitHub Actions by `permissions: id-token: write`",
  },
  "azure-resource-unknown": {
    meaning: "the state has a kind of resource that this version of the library does not know",
    fix: "install the version that made the stack, or a newer one",
  },
  "azure-unreachable": {
    meaning: "no connection to Azure's storage or to Entra",
    fix: "look at the network, the proxy and the address",
  },
};
