/** How names are made. */
export const OpenShiftNaming = {
  /** As ccoctl's, with a hash where they are cut. */
  Unique: "unique",
  /** Exactly ccoctl's, to take over what it made. */
  Ccoctl: "ccoctl",
} as const;
export type OpenShiftNaming = (typeof OpenShiftNaming)[keyof typeof OpenShiftNaming];
