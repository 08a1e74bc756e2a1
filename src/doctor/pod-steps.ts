import { dig, listOf } from "../audit/kubernetes/objects";
import { rivalsIn } from "../audit/pod-findings";
import { show } from "../core/show";
import { tokenAudiences } from "../core/token";
import type { Patient, StepOutcome } from "./patient";
import { failed, issuerOf, ok, unknown } from "./patient";

/** Steps that the cluster alone decides. */

export function checkServiceAccount({ cluster, account, namespace, serviceAccount, token }: Patient): StepOutcome {
  const name = `${namespace}/${serviceAccount}`;
  if (account?.isListed) return ok(`ServiceAccount ${name} is there`);
  if (cluster?.objects.some(({ kind }) => kind === "ServiceAccount") !== true) {
    return token === undefined
      ? unknown(
          `no input has ServiceAccounts of its cluster`,
          "add what this prints: kubectl get sa,pods,deploy -A -o json",
        )
      : ok(`the token is of ServiceAccount ${name}`);
  }
  return failed(
    `there is no ServiceAccount ${name} in cluster ${cluster.name}`,
    `create it, or correct the name: pods that name one which is not there are not admitted`,
  );
}

export function checkNamed({ named, identity, pair, account, hasIdentities, cloud }: Patient): StepOutcome {
  if (named === undefined) {
    if (pair !== undefined) return ok(`its pods name no identity, and ${identity?.identity} lets it in`);
    if (identity !== undefined) return ok(`its pods have a token for ${identity.identity}`);
    const fix = "annotate the ServiceAccount with the identity, or take the wiring of this library";
    return account === undefined
      ? unknown("no input says which identity its pods ask for", fix)
      : failed("neither it nor its pods name an identity", fix);
  }
  if (identity !== undefined) return ok(`${named.where} names ${named.name}`);
  const what = `${named.where} names ${show(named.name)}, which is none of the identities among the inputs`;
  if (!hasIdentities) return unknown(what, `add an export of ${cloud.title}'s identities`);
  return failed(
    what,
    "create the identity, or correct its name; where it is of another account, add that account's export",
  );
}

const OLD_KEY = "A pod runs as an old key or user though it is wired; `pod-identity-beaten`, `annotation-leftover`";

export function checkWiring({
  account,
  audit,
  cluster,
  named,
  token,
  namespace,
  serviceAccount,
}: Patient): StepOutcome {
  const pods = account?.pods ?? [];
  if (pods.length === 0) {
    const kinds = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];
    const isKnown = cluster?.objects.some(({ kind }) => kinds.includes(kind)) ?? false;
    if (token !== undefined) return ok("a pod has the token");
    return isKnown
      ? failed(
          "nothing runs as it",
          `set serviceAccountName: ${serviceAccount} in the pod's spec, in namespace ${namespace}`,
        )
      : unknown("no input has pods", "add what this prints: kubectl get pods,deploy,sts,ds,jobs,cronjobs -A -o json");
  }
  const { annotations = {}, namespaceLabels = {} } = account ?? {};
  for (const pod of pods) {
    const asked = { annotations, namespaceLabels, labels: pod.labels, env: pod.env };
    const why = named === undefined ? undefined : audit.unwired?.(asked);
    if (why !== undefined) {
      return failed(
        `${pod.label} does not get the identity: ${why}`,
        "use podTemplate, or give the pod what is missing and recreate it",
        audit.refusals.unwired,
      );
    }
    const [rival] = rivalsIn(pod, asked, audit);
    if (rival !== undefined)
      return failed(
        `${pod.label} carries ${rival.name}: ${rival.why}`,
        "remove it, then revoke what it holds",
        OLD_KEY,
      );
  }
  return ok(
    `${pods.map(({ label }) => label).join(", ")} ${pods.length === 1 ? "runs" : "run"} as it, and nothing keeps the identity away`,
  );
}

/** The audiences of the tokens that pods mount beside that for the API server. */
export function projectedAudiences(account: Patient["account"]): string[] {
  const audiences = (account?.pods ?? [])
    .flatMap(({ spec }) => listOf(spec.volumes))
    .flatMap((volume) => listOf(dig(volume, "projected", "sources")))
    .map((source) => dig(source, "serviceAccountToken", "audience"));
  return [...new Set(audiences.filter((audience): audience is string => typeof audience === "string"))];
}

/** The audiences that the pod has tokens for; the vendor's own where a webhook asks for it. */
function audiencesOf({ account, token, cloud, identity }: Patient): { audiences: string[]; from: string } {
  if (token !== undefined) return { audiences: tokenAudiences(token), from: "the token is" };
  const projected = projectedAudiences(account);
  if (projected.length > 0) return { audiences: projected, from: "its pods have tokens" };
  const annotated = Object.entries(account?.annotations ?? {}).find(([key]) => key.endsWith("/audience"));
  if (annotated !== undefined) return { audiences: [annotated[1]], from: `annotation ${annotated[0]} asks for tokens` };
  const audiences = identity === undefined ? [] : [cloud.defaultAudience(identity.trust)];
  return { audiences, from: "as a rule a webhook asks for tokens" };
}

export function checkAudience(patient: Patient): StepOutcome {
  const { admitted, identity, pair, token } = patient;
  const { audiences, from } = audiencesOf(patient);
  if (identity === undefined || admitted === undefined) return unknown("the identity is not among the inputs", "");
  const issuer = issuerOf(patient);
  const taken = admitted.issuers
    .filter((each) => issuer === undefined || each.issuer === issuer)
    .flatMap((each) => each.audiences);
  const wanted = taken.length > 0 ? taken : admitted.issuers.flatMap((each) => each.audiences);
  const said = `${from} for ${audiences.map(show).join(", ")}`;
  if (wanted.length === 0) {
    return pair !== undefined && token === undefined
      ? ok("the vendor itself hands the token on")
      : unknown(said, "see below");
  }
  if (audiences.some((audience) => wanted.includes(audience))) return ok(said);
  return failed(
    `${said}, and the identity takes ${[...new Set(wanted)].map(show).join(", ")}`,
    `ask for a token with the audience ${wanted[0]}`,
  );
}

/** How far the clocks of a node and a cloud may differ, in seconds. */
const CLOCK_SKEW = 60;

export function checkTimes({ token, now }: Patient): StepOutcome {
  if (token === undefined) return ok("the kubelet renews it; applications have to read its file for every exchange");
  const [exp, nbf] = [Number(token.exp), Number(token.nbf ?? token.iat)];
  if (token.exp === undefined || Number.isNaN(exp)) {
    return failed(
      "the token has no end, as long-lived tokens of Secrets have not",
      "take one of a projected volume, or of kubectl create token",
    );
  }
  if (exp < now)
    return failed(
      `the token has expired ${now - exp} seconds ago`,
      "read the token's file for every exchange, as the SDKs do",
    );
  if (nbf > now + CLOCK_SKEW) return failed("the token is from the future", "set the clock of the node that signs");
  return ok(`the token is good for ${exp - now} seconds`);
}
