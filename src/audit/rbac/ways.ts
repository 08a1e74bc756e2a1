/** One way to become a ServiceAccount. */
export interface WayRow {
  /** What somebody does, as the end of a sentence that begins with who. */
  readonly does: string;
  /** Whether it ends with a token that a cloud takes; else it ends with the ServiceAccount's rights in the cluster alone. */
  readonly reachesClouds: boolean;
}

/** Every way, the plainest first. */
export const WAYS = {
  "run-pod": { does: "runs a pod as it", reachesClouds: true },
  "change-workload": { does: "changes what runs to a pod as it", reachesClouds: true },
  "mint-token": { does: "mints its token", reachesClouds: true },
  "mutate-pods": {
    does: "changes its pods as they are made, by a webhook or policy of admission",
    reachesClouds: true,
  },
  "enter-pod": { does: "enters its pods", reachesClouds: true },
  "enter-node": { does: "enters its pods by the kubelet of their node", reachesClouds: true },
  impersonate: { does: "impersonates it in the cluster", reachesClouds: false },
  "sign-certificate": {
    does: "approves a client certificate in its name, for the cluster alone",
    reachesClouds: false,
  },
  // Its issuer is no URL, and no cloud can be told to trust it.
  "read-token": { does: "reads its long-lived token in a Secret, for the cluster alone", reachesClouds: false },
  "make-token": { does: "makes and reads a long-lived token in a Secret, for the cluster alone", reachesClouds: false },
} as const satisfies Record<string, WayRow>;

export type RbacWay = keyof typeof WAYS;

/** How somebody first gives itself the rights that it then uses. */
export type SelfGrant = "bind" | "escalate" | "aggregate" | "impersonate";

export const SELF_GRANTS: Readonly<Record<SelfGrant, string>> = {
  bind: "binds itself to",
  escalate: "writes every right into",
  aggregate: "adds every right to",
  impersonate: "impersonates",
};
