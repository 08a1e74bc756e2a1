import { checkShape, ifGiven } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { issue, issuesUnder } from "../core/issue";
import { readListOf } from "../core/shape";
import { show } from "../core/show";
import { checkProjectedPath, checkTokenExpiration } from "../core/wiring";
import type { WithoutEffect } from "../core/without-effect";
import { checkEffects } from "../core/without-effect";
import type { WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
import { ServiceAccountOwnership } from "./args";
import { readWorkloadKubernetesArgs, readWorkloadTokenArgs } from "./shape";

/** Where kubelets mount the default token; a second volume there would hide it. */
export const DEFAULT_TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

const WITHOUT_EFFECT: readonly WithoutEffect<WorkloadKubernetesArgs>[] = [
  {
    args: ["annotations", "labels", "automountServiceAccountToken"],
    beside: ({ serviceAccount }) => serviceAccount === ServiceAccountOwnership.External,
    why: 'an external ServiceAccount is written elsewhere; write it there, or use serviceAccount "patch"',
    evenFalse: true,
  },
];

/** Faults of the Kubernetes side of a workload; `webhookPaths` are where webhooks mount tokens in the same pod. */
export function checkWorkloadKubernetes(args: WorkloadKubernetesArgs, webhookPaths: readonly string[] = []): Issue[] {
  const misshapen = checkShape(readWorkloadKubernetesArgs, args);
  if (misshapen.length > 0) return misshapen;
  const issues = checkEffects(args, WITHOUT_EFFECT);
  const { serviceAccount, mountPath } = args;
  if (serviceAccount !== undefined && !Object.values(ServiceAccountOwnership).includes(serviceAccount)) {
    issues.push(
      issue(
        "service-account-ownership-invalid",
        "serviceAccount",
        `Cannot treat the ServiceAccount as ${show(serviceAccount)}: expected "create", "patch" or "external"`,
      ),
    );
  }
  if (
    mountPath !== undefined &&
    (typeof mountPath !== "string" ||
      !/^\/[^:\s]*[^/:\s]$/.test(mountPath) ||
      [DEFAULT_TOKEN_PATH, ...webhookPaths].includes(mountPath))
  ) {
    issues.push(
      issue(
        "mount-path-invalid",
        "mountPath",
        `Cannot mount tokens at ${show(mountPath)}: expected an absolute path that no webhook uses, without ":" and without "/" at its end`,
      ),
    );
  }
  if (args.deleteNamespace === true && args.createNamespace !== true) {
    const fault =
      "Set createNamespace too: deleteNamespace is of a namespace that the workload creates. To leave one to others that it has created, take deleteNamespace out in an update of its own, and createNamespace in the next";
    issues.push(issue("namespace-not-created", "deleteNamespace", fault));
  }
  return issues;
}

/** Faults of plain tokens. */
export function checkWorkloadTokens(tokens: readonly WorkloadTokenArgs[] | undefined): Issue[] {
  const misshapen = checkShape(ifGiven(readListOf(readWorkloadTokenArgs)), tokens, "tokens");
  if (misshapen.length > 0) return misshapen;
  return (tokens ?? []).flatMap((token, index) =>
    issuesUnder(`tokens[${index}]`, [
      ...checkProjectedPath(token.path, "path"),
      ...(token.expirationSeconds === undefined
        ? []
        : checkTokenExpiration(token.expirationSeconds, "expirationSeconds")),
      ...(token.audience === "" || token.audience === undefined
        ? [
            issue(
              "token-audience-missing",
              "audience",
              "Cannot project a token without an audience: an empty one means the API server's own",
            ),
          ]
        : []),
    ]),
  );
}
