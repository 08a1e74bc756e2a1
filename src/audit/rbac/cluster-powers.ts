import type { UnownedPower } from "./power";
import type { HeldRight } from "./rights";
import { rulesOf } from "./rights";

/** The signer of the certificates that an API server takes clients by, and how a rule names all of Kubernetes' own signers. */
const CLIENT_SIGNERS = ["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"];

/**
 * Who writes a webhook or a policy of mutating admission changes every pod as it is made. A new policy needs a binding too; one that is there
 * may have its binding already.
 */
export function admissionPowers(own: readonly HeldRight[], implied: readonly HeldRight[]): UnownedPower[] {
  return [
    ["create mutatingwebhookconfigurations"],
    ["write mutatingwebhookconfigurations"],
    ["create mutatingadmissionpolicies", "create mutatingadmissionpolicybindings"],
    ["write mutatingadmissionpolicies"],
  ].flatMap((wanted) =>
    allOf(wanted, own, implied, ({ right, names }) => names === undefined || right.startsWith("write ")).map(
      (by): UnownedPower => ({ way: "mutate-pods", of: "service-accounts", by: rulesOf(by) }),
    ),
  );
}

/**
 * Who asks for a client certificate, approves it and reads it is whomever he names, but of the group `system:masters`, which admission refuses
 * (Kubernetes 1.34, `certificates/subjectrestriction`). Approving also needs the signer (`certificates/approval`).
 */
export function certificatePowers(own: readonly HeldRight[], implied: readonly HeldRight[]): UnownedPower[] {
  const wanted = ["create requests", "approve requests", "read requests", "approve signers"];
  const isMeant = ({ right, names }: HeldRight) =>
    right === "approve signers"
      ? names === undefined || names.some((name) => CLIENT_SIGNERS.includes(name))
      : right !== "create requests" || names === undefined;
  return allOf(wanted, own, implied, isMeant).flatMap((by) =>
    (["service-accounts", "users", "groups"] as const).map((of) => ({ way: "sign-certificate", of, by: rulesOf(by) })),
  );
}

/** One right of each kind, at least one of them somebody's own; nothing where one is missing. */
function allOf(
  wanted: readonly string[],
  own: readonly HeldRight[],
  implied: readonly HeldRight[],
  isMeant: (right: HeldRight) => boolean,
): HeldRight[][] {
  const find = (held: readonly HeldRight[], name: string) => held.find((each) => each.right === name && isMeant(each));
  const rights = wanted.flatMap((name) => find(own, name) ?? find(implied, name) ?? []);
  return rights.length === wanted.length && rights.some((right) => own.includes(right)) ? [rights] : [];
}
