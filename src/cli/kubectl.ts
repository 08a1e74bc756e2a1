import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { AuditInput } from "../audit/estate";
import { WorkloadIdentityError } from "../core/errors";

/** What is asked of a cluster: nothing but reading. Kinds that a cluster does not have are left out one by one. */
const OBJECTS = [
  "namespaces,serviceaccounts,pods,replicationcontrollers",
  "deployments.apps,replicasets.apps,statefulsets.apps,daemonsets.apps,jobs.batch,cronjobs.batch",
  "roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,clusterroles.rbac.authorization.k8s.io,clusterrolebindings.rbac.authorization.k8s.io",
];
const DOCUMENTS = ["/.well-known/openid-configuration", "/openid/v1/jwks"];

/** Reads a cluster by the kubectl that its user has, with that user's rights; Secrets are not asked for. */
export async function readByKubectl(cluster: string, context?: string): Promise<AuditInput[]> {
  const rights = context === undefined ? [] : ["--context", context];
  const asked = [
    ...OBJECTS.map((kinds) => ["get", kinds, "--all-namespaces", "-o", "json"]),
    ...DOCUMENTS.map((path) => ["get", "--raw", path]),
  ];
  const answers = await Promise.all(asked.map((args) => kubectl([...rights, ...args])));
  if (answers.every((answer) => "failed" in answer)) {
    const [first] = answers;
    throw new WorkloadIdentityError(
      "kubectl-failed",
      `Cannot read the cluster by kubectl: ${(first as { failed: string }).failed}`,
    );
  }
  return answers.flatMap((answer, index) => {
    const source = `kubectl ${asked[index]!.join(" ")}`;
    return "failed" in answer ? [] : [{ source, text: answer.printed, cluster }];
  });
}

async function kubectl(args: readonly string[]): Promise<{ printed: string } | { failed: string }> {
  const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"] });
  const status = new Promise<number | Error | null>((resolve) => child.once("error", resolve).once("close", resolve));
  const [printed, said, end] = await Promise.all([text(child.stdout), text(child.stderr), status]);
  if (end === 0) return { printed };
  return { failed: end instanceof Error ? end.message : said.trim() };
}
