import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pythonWith } from "../../support/python";
import { goProgramsDirectory, moduleDirectory, pinnedVersion } from "./go-build";
import type { ProgramModules } from "./program-modules";
import { cliOnPath } from "./pulumi-cli";

/** Lays what runs YAML programs beside the CLI of this run; an installed CLI has its own. */
export async function provideYamlHost(): Promise<void> {
  const module = "github.com/pulumi/pulumi-yaml";
  await provide("yaml", "pulumi-yaml", module, `${module}/cmd/pulumi-language-yaml`);
}

/** Lays what runs Python programs beside the CLI of this run; the folder of a Python with Pulumi's SDK, which goes on PATH. */
export async function providePythonHost(): Promise<string> {
  const module = "github.com/pulumi/pulumi/sdk/v3";
  const host = await provide("python", "pulumi-python", module, `${module}/python/cmd/pulumi-language-python`);
  const starter = "pulumi-language-python-exec";
  if (host !== undefined && !existsSync(join(host, starter))) {
    copyFileSync(join(moduleDirectory("pulumi-python", module), "python/cmd", starter), join(host, starter));
    chmodSync(join(host, starter), 0o755);
  }
  return dirname(await pythonWith(join(__dirname, "pulumi-python/requirements.txt"), "pulumi-python-sdk"));
}

/** Writes the SDK that `pulumi package add` makes of the components for a language. */
export async function generateSdk(modules: ProgramModules, language: "go" | "nodejs" | "python", folder: string) {
  const version = pinnedVersion("sdk-generator", "github.com/pulumi/pulumi/pkg/v3");
  const programs = { "sdk-generator": "." };
  const built = await goProgramsDirectory({ folder: "sdk-generator", version, programs });
  const schema = readFileSync(join(modules.folder, "pulumi-workload-identity/dist/provider/schema.json"));
  execFileSync(join(built, "sdk-generator"), [language, folder], { input: schema });
}

/** The folder of the host; absent where the CLI came with one. */
async function provide(language: string, folder: string, module: string, program: string): Promise<string | undefined> {
  const name = `pulumi-language-${language}`;
  const cli = cliOnPath()!;
  const place = join(cli, name);
  if (existsSync(place)) return undefined;
  const version = pinnedVersion(folder, module);
  const built = await goProgramsDirectory({ folder, version, programs: { [name]: program } });
  // It looks for the other hosts beside itself, behind links too.
  copyFileSync(join(built, name), place);
  return cli;
}
