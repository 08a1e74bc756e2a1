import type { GcpProvider } from "../trust";
import { askedClaims } from "./asked-claims";
import { ANY_SUB, NAMESPACE_TEXT, SERVICE_ACCOUNT_TEXT, SUB_TEXT } from "./subject-text";
import type { Symbolic } from "./symbolic";
import { textOf, unknownOf } from "./symbolic";
import { TIMES } from "./times";

/** Kubernetes' UIDs are UUIDs as text (k8s.io/apimachinery, `uuid.NewUUID`). */
const UID_BYTES = 36;

/** What the token of any ServiceAccount says; without `audience` it may have several. Claims that only some tokens carry are undefined. */
export function serviceAccountClaims(issuer: string, audience: string | undefined): Symbolic {
  const record = (name: string, fields: Record<string, Symbolic | undefined>, ofPods = false): Symbolic => ({
    kind: "record",
    name,
    fields: new Map(Object.entries(fields)),
    ofPods,
  });
  const kubernetes = "assertion['kubernetes.io']";
  const text = (name: string) => unknownOf(`the claim ${kubernetes}.${name}`, "text");
  const uid = (name: string): Symbolic => ({ ...text(name), maxBytes: UID_BYTES }) as Symbolic;
  // A token that was asked for outside of a pod has neither; what an identity is for is pods.
  const ofPods = (name: string) =>
    record(`${kubernetes}.${name}`, { name: text(`${name}.name`), uid: uid(`${name}.uid`) }, true);
  return record("assertion", {
    iss: textOf([issuer]),
    sub: textOf(SUB_TEXT),
    aud:
      audience === undefined
        ? unknownOf("assertion.aud of several audiences", "list")
        : { kind: "list", items: [textOf([audience])] },
    ...TIMES,
    jti: undefined,
    "kubernetes.io": record(kubernetes, {
      namespace: textOf(NAMESPACE_TEXT),
      serviceaccount: record(`${kubernetes}.serviceaccount`, {
        name: textOf(SERVICE_ACCOUNT_TEXT),
        uid: uid("serviceaccount.uid"),
      }),
      pod: ofPods("pod"),
      node: ofPods("node"),
      secret: undefined,
      warnafter: undefined,
    }),
  });
}

/** What a token says whose issuer is no API server: nothing is known of it but the issuer, and what the condition asks of each one. */
export function foreignClaims(provider: GcpProvider): Symbolic {
  const fields = new Map([
    ...askedClaims(provider),
    ["iss", textOf([provider.issuer])],
    ["sub", textOf([ANY_SUB])],
    // Google takes no token without these two.
    ["iat", TIMES.iat],
    ["exp", TIMES.exp],
  ] as const);
  return { kind: "record", name: "assertion", fields, open: true };
}
