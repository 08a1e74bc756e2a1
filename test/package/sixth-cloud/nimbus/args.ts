import type * as pulumi from "@pulumi/pulumi";

/** An issuer as Nimbus sees it. */
export interface NimbusIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** Where the issuer is registered in the role's account. */
  nimbus?: pulumi.Input<NimbusRegistration>;
}

/** The registration of an issuer in one account of Nimbus. */
export interface NimbusRegistration {
  /** What Nimbus calls it, for example `nimbus:issuer/prod`. */
  issuerId: pulumi.Input<string>;
}

/** How an issuer is registered on Nimbus. */
export interface NimbusRegistrationArgs {
  /** The audience of the tokens. `sts.nimbus.example` by default. */
  audience?: string;
}

/** An issuer to register on Nimbus, and how. */
export interface NimbusIssuerRegistrationArgs extends NimbusRegistrationArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
}

/** One ServiceAccount that may become the role. */
export interface NimbusSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<NimbusIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
}

/** What a workload gets on Nimbus. */
export interface NimbusWorkloadArgs {
  /** What the role may do, for example `storage:read`. Nothing by default. */
  permissions?: string[];
  /** The audience of the tokens. `sts.nimbus.example` by default. */
  audience?: string;
}

/** ServiceAccounts and the role that they become. */
export interface NimbusWorkloadIdentityArgs extends NimbusWorkloadArgs {
  /** The ServiceAccounts that become the role, at most 100: of one cluster or several. */
  subjects: NimbusSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on Nimbus. */
export interface NimbusIdentity {
  /** Name of the role. */
  role: string;
  /** What is proved about the trust. */
  proof: string;
}
