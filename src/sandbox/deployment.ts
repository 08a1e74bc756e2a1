import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { attachProviders } from "./provider/providers";
import type { SimulatedCloud } from "./provider/simulated-cloud";

/** The engine's way onto a sandbox. */
export interface SandboxDeployment {
  /** Variables under which the Pulumi CLI and the Automation API deploy onto the sandbox, with a backend of their own. */
  readonly environment: Record<string, string>;
  close(): void;
}

/** Serves the simulated providers, and keeps backend, settings and workspaces of Pulumi in `folder`: the user's own stay as they are. */
export async function openDeployment(cloud: SimulatedCloud, folder: string): Promise<SandboxDeployment> {
  const { debugProviders, close } = await attachProviders(cloud);
  const [backend, home] = [join(folder, "backend"), join(folder, "home")];
  for (const directory of [backend, home]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const plugins = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  // Providers of other packages are used as they are installed.
  if (existsSync(plugins)) symlinkSync(plugins, join(home, "plugins"), "junction");
  const environment = {
    PULUMI_DEBUG_PROVIDERS: debugProviders,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return { environment, close };
}
