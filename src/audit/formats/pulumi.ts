import { UNKNOWN_VALUE } from "../../core/known";
import { isRecord, own } from "../../core/record";
import type { AuditDocument } from "../documents";
import { HIDDEN } from "../hidden";
import { dig, kubernetesObjects, listOf } from "../kubernetes/objects";
import type { Collected } from "./resources";
import { addResource } from "./resources";

/** Marks a secret, and says that it is one (Pulumi's protocol, `resource.SigKey` and `SecretSig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Steps of a preview after which the resource is no more. */
const GONE = ["delete", "delete-replaced", "discard-replaced", "read-discard", "remove-pending-replace"];

/** What stands for a secret in what a preview prints. */
const BLINDED = "[secret]";

/**
 * Reads what `pulumi stack export` and `pulumi preview --json` print, the file of a stack in a self-managed backend, and a line of what
 * `pulumi up --json` prints and `--event-log` writes.
 */
export function readPulumi({ source, cluster, value }: AuditDocument, collected: Collected): boolean {
  const resources =
    dig(value, "deployment", "resources") ??
    dig(value, "checkpoint", "latest", "resources") ??
    (isRecord(value) && Array.isArray(own(value, "steps")) ? plannedBy(listOf(own(value, "steps"))) : undefined) ??
    plannedIn(value);
  const isEmpty = dig(value, "deployment", "manifest") !== undefined && resources === undefined;
  if (!Array.isArray(resources)) return isEmpty;
  for (const resource of listOf(resources)) {
    const { urn, type, id, inputs = {}, outputs = {} } = resource;
    // Components and the stack are no resources of a vendor.
    if (typeof urn !== "string" || typeof type !== "string" || resource.custom === false) continue;
    if (type.startsWith("pulumi:")) continue;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const state = plain({ ...(inputs as object), ...(outputs as object) }) as Record<string, unknown>;
    const objects = type.startsWith("kubernetes:") ? kubernetesObjects({ source, value: state }, collected.unread) : [];
    if (objects !== undefined && objects.length > 0) {
      collected.objects.push(...objects.map((object) => ({ cluster, object })));
    } else addResource({ type, name, id: typeof id === "string" ? id : urn, state }, source, collected);
  }
  return true;
}

/** The states that a preview's steps end in. */
function plannedBy(steps: Record<string, unknown>[]): unknown[] | undefined {
  if (!steps.every(({ op, urn }) => typeof op === "string" && typeof urn === "string")) return undefined;
  return steps.flatMap(({ op, newState }) => (GONE.includes(String(op)) || !isRecord(newState) ? [] : [newState]));
}

/** The state that an event of the engine is about, once its outputs are there; none of other events, `undefined` where it is no event. */
function plannedIn(value: unknown): unknown[] | undefined {
  const isEvent = typeof dig(value, "sequence") === "number" && typeof dig(value, "timestamp") === "number";
  if (!isEvent) return undefined;
  const metadata = dig(value, "resOutputsEvent", "metadata");
  const state = dig(metadata, "new");
  // Events leave `custom` out of components.
  return isRecord(metadata) && isRecord(state)
    ? plannedBy([{ ...metadata, newState: { ...state, custom: state.custom === true } }])
    : [];
}

/** A value without the marks of secrets; what is not told is hidden. */
function plain(value: unknown): unknown {
  if (value === UNKNOWN_VALUE || value === BLINDED) return HIDDEN;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (own(value, SIGNATURE) !== undefined) return plainSecret(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** `--show-secrets` prints a secret's value as JSON text. */
function plainSecret(secret: Record<string, unknown>): unknown {
  const { plaintext, value } = secret;
  if (value !== undefined) return plain(value);
  if (typeof plaintext !== "string") return HIDDEN;
  try {
    return plain(JSON.parse(plaintext));
  } catch {
    return HIDDEN;
  }
}
