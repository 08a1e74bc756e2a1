import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const read = (file: string) => readFileSync(join(__dirname, "../../..", file), "utf8");

test("the guide's kind cluster signs as the issuer that the README's program trusts, in both formats of kubeadm", () => {
  const [, issuer] = /issuer: \{ url: "(.*)" \}/.exec(read("README.md"))!;
  const [, yaml = ""] = /^```yaml\n# kind\.yaml\n([\s\S]*?)^```$/m.exec(read("docs/sandbox.md"))!;
  const [node] = parse(yaml).nodes;
  const [list, map] = node.kubeadmConfigPatches.map((patch: string) => parse(patch).apiServer.extraArgs);
  expect(list).toEqual([{ name: "service-account-issuer", value: issuer }]);
  expect(map).toEqual({ "service-account-issuer": issuer });
});
