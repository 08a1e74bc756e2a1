/** A resource as Pulumi knows it once it is deployed, or under mocks. */
export interface DeployedResource {
  /** Pulumi type token, for example `aws:iam/role:Role`. */
  type: string;
  /** Logical name. */
  name: string;
  /** The id that the vendor gave it. */
  id: string;
  /** Outputs, together with the inputs. */
  state: Record<string, unknown>;
}

/** Who may become one identity, as it is deployed. */
export interface DeployedTrust<Trust extends { cloud: string } = { cloud: string }> {
  /** Logical name of the identity's resource, or its name at the vendor where the program does not own it. */
  name: string;
  /** What the vendor calls the identity: a role's ARN, a managed identity's name, a service account's email, a pool. */
  identity: string;
  /** Issuers of the clusters whose pods the vendor itself gives the identity to. None by default. */
  clusters?: string[];
  trust: Trust;
}
