/** The steps from a ServiceAccount to credentials, in the order in which they come to pass. */
export const STEPS = {
  "service-account": "ServiceAccount",
  annotation: "Identity that it names",
  wiring: "Pods and their wiring",
  audience: "Audience of the token",
  token: "Times of the token",
  issuer: "Issuer, byte for byte",
  keys: "Discovery and keys",
  registration: "Registration of the issuer",
  trust: "Trust of the identity",
  grants: "Grants",
  waits: "What takes its time",
} as const satisfies Record<string, string>;

export type StepId = keyof typeof STEPS;

/** What a vendor answers where it refuses, and what that says. */
export interface RefusalRow {
  /** Found anywhere in the text that a client printed. */
  readonly pattern: RegExp;
  /** The step that has failed. */
  readonly step: StepId;
  /** What is wrong, as a sentence. */
  readonly means: string;
  /** What to do, as an order. */
  readonly fix: string;
  /** The symptom of the row in docs/troubleshooting.md; absent where no row has more to say. */
  readonly see?: string;
}

/** What a vendor answers, the most exact rows first, and how long its changes take to act. */
export interface VendorRefusals {
  readonly rows: readonly RefusalRow[];
  /** The symptom of the row in docs/troubleshooting.md for whatever makes a step fail; steps that fail for several reasons have none. */
  readonly see: Readonly<Partial<Record<StepId, string>>>;
  /** The symptom of the row for pods that a webhook leaves alone. */
  readonly unwired?: string;
  /** In sentences. */
  readonly waits: string;
}

/** What clients say that cannot read the token's file: where this library mounts it, or at `places` of webhooks, parts of regular expressions. */
export function tokenFileRows(cloud: string, ...places: readonly string[]): RefusalRow[] {
  const file = `(?:${[`workload-identity/${cloud}/token`, ...places].join("|")})`;
  // Some name the file before the reason, others after it.
  const saying = (reason: string) => new RegExp(`${file}\\W{1,4}(?:${reason})|(?:${reason})[^\\n]{1,60}${file}`, "i");
  return [
    {
      pattern: saying("permission denied|EACCES"),
      step: "wiring",
      means: "The container may not read the file of the token.",
      fix: "set securityContext.fsGroup, or one runAsUser for the whole pod",
      see: "A container that is not root cannot read its token",
    },
    {
      pattern: saying("no such file or directory|ENOENT|FileNotFoundException"),
      step: "wiring",
      means: "The container's variables say where the token is, and no token is mounted there.",
      fix: "use podTemplate for this container too, or recreate the pod so that the webhook mounts the token",
    },
  ];
}
