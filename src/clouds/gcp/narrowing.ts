import type * as pulumi from "@pulumi/pulumi";
import { entriesHandedOn } from "../../component/handed-on-issuer";
import { isLater } from "../../core/known";
import type { GcpIssuer } from "./args";

/** What a provider may let in less by than every token of its issuer. */
interface GcpNarrowing {
  attributeMapping?: Record<string, string>;
  attributeCondition?: string;
}

interface Given {
  attributeMapping?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  attributeCondition?: pulumi.Input<string> | undefined;
}

/** A condition that is plain. It may hang on every attribute, so one of them unknown leaves it to the second look. */
export function gcpPlainNarrowing({ attributeMapping = {}, attributeCondition }: Given): GcpNarrowing {
  if (typeof attributeCondition !== "string" || isLater(attributeMapping)) return {};
  const isPlain = Object.values(attributeMapping).every((expression) => typeof expression === "string");
  return isPlain ? { attributeMapping: attributeMapping as Record<string, string>, attributeCondition } : {};
}

/** Conditions of the registrations of this program, by the entries that are handed on. */
const narrowings = new WeakMap<object, GcpNarrowing>();

/** Notes the condition of a registration where it is plain: its entry is known only when Google has answered. */
export function noteGcpNarrowing(entry: object, given: Given): void {
  narrowings.set(entry, gcpPlainNarrowing(given));
}

/** The condition of an issuer that this program registers, where it is plain. */
export function gcpNarrowingOf(issuer: pulumi.Input<GcpIssuer> | undefined): GcpNarrowing {
  const entry = isLater(issuer) ? entriesHandedOn(issuer).gcp : (issuer as GcpIssuer | undefined)?.gcp;
  return (typeof entry === "object" && entry !== null ? narrowings.get(entry) : undefined) ?? {};
}
