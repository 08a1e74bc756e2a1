import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { findingFormerChildren } from "../../src/component/former-children";
import { installCloudMocks, outputValue } from "../../src/testing";

const source = resolve(__dirname, "../../src");
const components = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .filter((file) => /class \w+ extends pulumi\.ComponentResource/.test(readFileSync(join(source, file), "utf8")))
  .sort();

// That it does what it is for is seen on the engine: an up that fails while it renames a workload.
it.each(components)("the children of %s are found below its former names", (file) => {
  expect(readFileSync(join(source, file), "utf8")).toMatch(/super\([^;]*findingFormerChildren\(/);
});

it("a child has each former name once, however many components it is below", async () => {
  await installCloudMocks();
  const part = (name: string, opts: pulumi.ComponentResourceOptions) =>
    new pulumi.ComponentResource("test:index:Part", name, {}, findingFormerChildren(opts));
  const top = part("top", {});
  const renamed = part("new", { parent: top, aliases: [{ name: "old" }] });
  const inner = part("new-inner", { parent: renamed });
  const child = part("new-inner-child", { parent: inner, aliases: [{ name: "kid" }] });
  const { __aliases } = child as unknown as { __aliases: pulumi.Output<string>[] };
  const names = (await outputValue(pulumi.all(__aliases))).map((urn) => urn.split("::").pop());
  expect(names).toEqual(["kid", "old-inner-child", "kid"]);
});
