import type { DeployedResource } from "../deployed";

type Texts = Readonly<Record<string, string>>;

/** A container at the admission of its pod: what a vendor's webhook may look at. */
export interface AdmittedContainer {
  namespace: string;
  serviceAccount: string;
  /** Name of the container. */
  container: string;
  podLabels: Texts;
  podAnnotations: Texts;
  namespaceLabels: Texts;
  serviceAccountAnnotations: Texts;
  /** The variables that the container sets itself. */
  env: Texts;
  /** The issuer of the pod's cluster; absent while nobody has said which cluster that is. */
  issuer?: string;
  /** Every resource that is deployed now. */
  resources: readonly DeployedResource[];
}

/** What a webhook adds to a container. */
export interface WebhookInjection {
  /** Variables that the container gets where it sets none of that name. */
  env: Texts;
  /** Variables that the container gets instead of its own. None by default. */
  overridingEnv?: Texts;
  tokens: readonly { path: string; audience: string; expirationSeconds: number }[];
  files: readonly { path: string; content: string }[];
  /** Folders that tokens and files are mounted at. */
  mounts: readonly string[];
  /** Why something that the pod may count on is not injected. */
  notes: readonly string[];
}

/** A vendor's admission webhook as its documents describe it; `undefined` for containers that are none of its business. */
export type SimulatedWebhook = (container: AdmittedContainer) => WebhookInjection | undefined;

/** A webhook that leaves out what the pod may count on, and why. */
export function notInjected(note: string): WebhookInjection {
  return { env: {}, tokens: [], files: [], mounts: [], notes: [note] };
}

/** Whether an annotation that lists containers has this one. */
export function listsContainer(annotation: string | undefined, separator: string, container: string): boolean {
  return (annotation ?? "").split(separator).some((name) => name.trim() === container);
}

/** The first of these texts that is a whole number. */
export function wholeNumber(...texts: (string | undefined)[]): number | undefined {
  const text = texts.find((each) => /^\d+$/.test(each ?? ""));
  return text === undefined ? undefined : Number(text);
}
