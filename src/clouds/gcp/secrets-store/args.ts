import type * as pulumi from "@pulumi/pulumi";

/** One secret, as a file. */
export interface GcpSecretObject {
  /** `projects/<project>/secrets/<secret>`, or `projects/<project>/locations/<location>/secrets/<secret>` with `regional`: the right to read exactly this one is granted. */
  secret: pulumi.Input<string>;
  /** The file below the mount. */
  file: string;
  /** The version. `latest` by default. */
  version?: pulumi.Input<string>;
  /** Whether it is a regional secret. False by default. */
  regional?: boolean;
}

/** Secrets of Secret Manager. */
export interface GcpSecretsMountArgs {
  /** The secrets, at least one. */
  objects: GcpSecretObject[];
  /** Leaves the right to read them to others, for example to a role on their project. False by default. */
  grantedElsewhere?: boolean;
}
