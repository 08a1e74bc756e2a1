import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../../../component/former-children";
import { assertNoIssues } from "../../../component/validation-error";
import { ownCopy } from "../../../core/own-copy";
import type { AzureIdentity } from "../args";
import { asoAccounts } from "./accounts";
import type { AsoCredentialArgs, AsoSecretReference } from "./args";
import { checkAsoCredential } from "./checks";
import { createControllerIdentity } from "./controller-identity";
import { asoSecret, asoSecretReference, manifestsOf } from "./objects";
import { createAsoSecrets } from "./secrets";

/**
 * An identity that only Azure Service Operator becomes, and the Secrets by which resources of some namespaces are managed as it. The operator
 * becomes every identity that trusts it, so whoever may write Secrets and resources in a namespace can name any of them.
 */
export class AsoCredential extends pulumi.ComponentResource {
  /** The managed identity, its credentials and what is proved about them. */
  public readonly identity: pulumi.Output<AzureIdentity>;
  /** The Secrets, with what resources are annotated with. */
  public readonly secrets: pulumi.Output<AsoSecretReference[]>;
  /** The Secrets as a JSON list that `kubectl apply` takes, for the other clusters. */
  public readonly manifests: pulumi.Output<string>;

  constructor(name: string, args: AsoCredentialArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AsoCredential", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkAsoCredential(args), this);
    const { subscriptionRoles = [], controllerNamespace, secrets, ...asked } = args;
    const { identity } = createControllerIdentity(
      this,
      name,
      { ...asked, subscriptionRoles },
      asoAccounts(controllerNamespace),
    );
    if (args.writeObjects !== false) createAsoSecrets(this, name, secrets, identity, args.subscriptionId);
    this.identity = identity;
    this.secrets = pulumi.output(secrets.map(asoSecretReference));
    this.manifests = pulumi
      .all([identity, args.subscriptionId])
      .apply(([known, subscriptionId]) => manifestsOf(secrets.map((each) => asoSecret(each, known, subscriptionId))));
    this.registerOutputs({ secrets: this.secrets });
  }
}
