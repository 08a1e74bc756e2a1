import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { goProgramsDirectory, pinnedVersion } from "./go-build";
import { cliOnPath } from "./pulumi-cli";

/** Lays what runs YAML programs beside the CLI of this run; an installed CLI has its own. */
export function provideYamlHost(): Promise<void> {
  const module = "github.com/pulumi/pulumi-yaml";
  return provide("yaml", "pulumi-yaml", module, `${module}/cmd/pulumi-language-yaml`);
}

async function provide(language: string, folder: string, module: string, program: string): Promise<void> {
  const name = `pulumi-language-${language}`;
  const place = join(cliOnPath()!, name);
  if (existsSync(place)) return;
  const version = pinnedVersion(folder, module);
  const built = await goProgramsDirectory({ folder, version, programs: { [name]: program } });
  // It looks for the other hosts beside itself, behind links too.
  copyFileSync(join(built, name), place);
}
