import { parseArgs } from "node:util";
import type { ControlledState } from "../sandbox/control";
import { findControl } from "../sandbox/control-file";
import { askSandbox } from "./control-client";

/** Prints what is deployed: a summary, or all of it as the snapshot that `sandbox --state` loads. */
export async function sandboxState(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { url: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const answer = await askSandbox<ControlledState>(findControl(values.url), "state", {});
  process.stdout.write(values.json ? `${JSON.stringify(answer.snapshot, undefined, 2)}\n` : summary(answer));
  return 0;
}

function summary({ issuers, trusts, snapshot, cluster }: ControlledState): string {
  return [
    ...(cluster === undefined
      ? []
      : [section("Cluster", [`${cluster.context}  ${cluster.server}  ${cluster.issuer}`])]),
    section("Issuers", issuers),
    section(
      "Identities",
      trusts.map(({ identity, trust }) => `${trust.cloud}  ${identity}`),
    ),
    section(
      "Resources",
      snapshot.resources.map(({ type, name, id }) => `${type}  ${name}  ${id}`),
    ),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...(lines.length === 0 ? ["none"] : lines).map((line) => `  ${line}`), ""].join("\n");
}
