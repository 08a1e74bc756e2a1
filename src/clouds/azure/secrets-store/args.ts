import type * as pulumi from "@pulumi/pulumi";

/** What a Key Vault holds. */
export const AzureVaultObjectType = {
  /** A secret; also a certificate with its private key, by the certificate's name. */
  Secret: "secret",
  /** The public part of a key. */
  Key: "key",
  /** The public part of a certificate. */
  Certificate: "cert",
} as const;
export type AzureVaultObjectType = (typeof AzureVaultObjectType)[keyof typeof AzureVaultObjectType];

/** One object of a Key Vault, as a file. */
export interface AzureVaultObject {
  /** Its name in the vault. */
  name: string;
  /** `secret` by default. */
  type?: AzureVaultObjectType;
  /** The file below the mount. Its name by default. */
  file?: string;
  /** The version. The latest by default. */
  version?: pulumi.Input<string>;
  /** `pem` or `pfx`, for a certificate with its private key. `pem` by default. */
  format?: string;
  /** `utf-8`, `hex` or `base64`: how a secret's value is written there. `utf-8` by default. */
  encoding?: string;
}

/** Objects of one Key Vault. Its roles have to be switched on (`enableRbacAuthorization`): access policies ignore them. */
export interface AzureSecretsMountArgs {
  /** Id of the vault: the identity gets the right to read exactly these objects. Needed unless it is `grantedElsewhere`. */
  vaultId?: pulumi.Input<string>;
  /** Name of the vault; that in `vaultId` by default. */
  vaultName?: pulumi.Input<string>;
  /** The objects, at least one. */
  objects: AzureVaultObject[];
  /** Gives the rights on the whole vault instead, for the kinds of objects that are mounted. False by default. */
  vaultWide?: boolean;
  /** Leaves the rights to others, for example to `roleAssignments` or the access policies of the vault. False by default. */
  grantedElsewhere?: boolean;
}
