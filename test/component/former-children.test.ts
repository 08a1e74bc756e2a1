import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const source = resolve(__dirname, "../../src");
const components = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .filter((file) => /class \w+ extends pulumi\.ComponentResource/.test(readFileSync(join(source, file), "utf8")))
  .sort();

// That it does what it is for is seen on the engine: an up that fails while it renames a workload.
it.each(components)("the children of %s are found below its former names", (file) => {
  expect(readFileSync(join(source, file), "utf8")).toMatch(/super\([^;]*findingFormerChildren\(/);
});
