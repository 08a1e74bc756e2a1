import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { goProgramsDirectory, moduleDirectory, pinnedVersion } from "./go-build";

const folder = "kubernetes-provider";
const module = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const { version: sdkVersion } = createRequire(__filename)("@pulumi/kubernetes/package.json") as { version: string };

/** The name under which Pulumi keeps the installed provider that belongs to the SDK. */
export const kubernetesPlugin = `resource-kubernetes-v${sdkVersion}`;

/** The folder with Pulumi's own Kubernetes provider; it says that it is of the version of the SDK. */
export function kubernetesProviderDirectory(): Promise<string> {
  return goProgramsDirectory({
    folder,
    version: `${pinnedVersion(folder, module)}-${sdkVersion}`,
    programs: { "pulumi-resource-kubernetes": "." },
    ldflags: `-X ${module}/pkg/version.Version=${sdkVersion}`,
    complete(directory) {
      const published = join(moduleDirectory(folder, module), "cmd/pulumi-resource-kubernetes/schema.json");
      const schema = { ...JSON.parse(readFileSync(published, "utf8")), version: sdkVersion };
      writeFileSync(join(directory, "schema.json"), JSON.stringify(schema));
    },
  });
}
