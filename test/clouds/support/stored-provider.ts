import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import ts from "typescript";

/** A module as the package ships it, with what it loads of this library: the text that Pulumi stores is that of compiled functions. */
export function compiledModule(source: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(readFileSync(source, "utf8"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const compiled = { exports: {} as Record<string, unknown> };
  const fromPackages = createRequire(source);
  const load = (specifier: string) =>
    specifier.startsWith(".") ? compiledModule(join(dirname(source), `${specifier}.ts`)) : fromPackages(specifier);
  new Function("module", "exports", "require", outputText)(compiled, compiled.exports, load);
  return compiled.exports;
}

/** Runs stored text the way Pulumi's host of dynamic providers does; of modules there is none but the published one. */
export function revivedProvider(
  text: string,
  published: { name: string; exports: object },
  required: string[] = [],
): pulumi.dynamic.ResourceProvider {
  const revived = { exports: {} as { handler(): pulumi.dynamic.ResourceProvider } };
  const load = (specifier: string) => {
    required.push(specifier);
    if (specifier === published.name) return published.exports;
    throw new Error(`Cannot find module '${specifier}'`);
  };
  new Function("module", "exports", "require", text)(revived, revived.exports, load);
  return revived.exports.handler();
}
