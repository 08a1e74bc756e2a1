import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "@pulumi/pulumi/provider";
import { WorkloadIdentityProvider } from "./provider";

/** Serves the components to the engine that started this process with `args`, until that ends. */
export function serve(args: string[]): Promise<void> {
  const schema = readBeside("schema.json");
  const files = readBeside("components.json");
  const component = (type: string) => {
    const name = type.split(":")[2] as string;
    return require(join(__dirname, "..", files[name]))[name];
  };
  return main(new WorkloadIdentityProvider({ schema, component }), args);
}

/** A file that is made when the library is built. */
function readBeside(name: string) {
  return JSON.parse(readFileSync(join(__dirname, name), "utf8"));
}
