import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { WorkloadIdentityError } from "../core/errors";
import type { RealCluster } from "./cluster/cluster";
import { attachProviders } from "./provider/providers";
import type { SimulatedCloud } from "./provider/simulated-cloud";
import { withSlashes } from "./slashes";

/** The engine's way onto a sandbox. */
export interface SandboxDeployment {
  /** Variables under which the Pulumi CLI and the Automation API deploy onto the sandbox, with a backend of their own. */
  readonly environment: Record<string, string>;
  close(): void;
}

/** What a deployment has to know of a cluster that exists. */
type DeployedCluster = Pick<RealCluster, "context" | "kubeconfigs">;

/**
 * Serves the simulated providers, and keeps backend, settings and workspaces of Pulumi in `folder`: the user's own stay as they are. For
 * a cluster that exists the installed provider is used; throws `WorkloadIdentityError` (`kubernetes-plugin-missing`) where there is none.
 */
export async function openDeployment(
  cloud: SimulatedCloud,
  folder: string,
  cluster?: DeployedCluster,
): Promise<SandboxDeployment> {
  const plugins = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  if (cluster !== undefined) requireKubernetesPlugin(plugins);
  const { debugProviders, close } = await attachProviders(cloud, cluster === undefined ? [] : ["kubernetes"]);
  const [backend, home] = [join(folder, "backend"), join(folder, "home")];
  for (const directory of [backend, home]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Providers of other packages are used as they are installed.
  if (existsSync(plugins)) symlinkSync(plugins, join(home, "plugins"), "junction");
  const environment = {
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    PULUMI_BACKEND_URL: backendUrl(backend),
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(cluster === undefined ? {} : { KUBECONFIG: kubeconfigFor(cluster, join(folder, "context.json")) }),
  };
  return { environment, close };
}

/** Pulumi takes what follows the scheme for a path, whose drive may only stand first; and it parses the whole as a URL, which has no backslashes. */
export function backendUrl(folder: string, path?: Pick<typeof import("node:path"), "sep">): string {
  return `file://${withSlashes(folder, path)}`;
}

/** The user's files behind one that only names the context: of several the first that names one decides, and no credential is copied. */
function kubeconfigFor({ context, kubeconfigs }: DeployedCluster, file: string): string {
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Config", "current-context": context }), {
    mode: 0o600,
  });
  return [file, ...kubeconfigs].join(delimiter);
}

function requireKubernetesPlugin(plugins: string): void {
  const installed =
    existsSync(plugins) &&
    readdirSync(plugins).some((name) => /^resource-kubernetes-v.*(?<!\.lock|\.partial)$/.test(name));
  const names = ["pulumi-resource-kubernetes", "pulumi-resource-kubernetes.exe"];
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .some((path) => names.some((name) => existsSync(join(path, name))));
  if (installed || onPath) return;
  throw new WorkloadIdentityError(
    "kubernetes-plugin-missing",
    "Pulumi's Kubernetes provider is not installed, and it deploys to a real cluster: run `pulumi plugin install resource kubernetes`",
  );
}
