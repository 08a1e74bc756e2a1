import { readFileSync } from "node:fs";
import type { DeployedResource } from "../clouds/cloud";
import { withoutSecretMarks } from "../clouds/simulated/secrets";
import { WorkloadIdentityError } from "../core/errors";
import { isRecord, own } from "../core/record";
import type { Read } from "../core/shape";
import { parseShape, readAnyObject, readListOf, readObject, readOptional, readText } from "../core/shape";
import { show } from "../core/show";

/** A resource of a stack, in the words of Pulumi's state; components and the stack itself have no id. */
interface StateResource {
  urn: string;
  type: string;
  id?: string;
  outputs?: object;
}

const readStack = readObject<{ deployment: { resources?: StateResource[] } }>({
  deployment: readObject<{ resources?: StateResource[] }>({
    resources: readOptional(
      readListOf(
        readObject<StateResource>({
          urn: readText,
          type: readText,
          id: readOptional(readText),
          outputs: readOptional(readAnyObject),
        }),
      ),
    ),
  }),
});

const readDeployed: Read<DeployedResource[]> = readListOf(
  readObject<DeployedResource>({
    type: readText,
    name: readText,
    id: readText,
    state: readAnyObject as Read<Record<string, unknown>>,
  }),
);

/**
 * What a file says is deployed elsewhere: a stack as `pulumi stack export` prints it, or a list of resources as
 * `startSandbox({ deployed })` takes it. Throws `WorkloadIdentityError` (`deployed-unreadable`).
 */
export function readDeployedFile(path: string): DeployedResource[] {
  const what = `what is deployed out of ${show(path)}`;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new WorkloadIdentityError("deployed-unreadable", `Cannot read ${what}: ${(error as Error).message}`);
  }
  if (Array.isArray(content)) return parseShape(readDeployed, content, "deployed-unreadable", what);
  const { deployment } = parseShape(readStack, content, "deployed-unreadable", what);
  return (deployment.resources ?? []).flatMap(({ urn, type, id, outputs = {} }) => {
    if (id === undefined || type.startsWith("pulumi:")) return [];
    const state = withoutSecretMarks(withPlaintexts(outputs)) as Record<string, unknown>;
    return [{ type, name: urn.slice(urn.lastIndexOf("::") + 2), id, state }];
  });
}

/** Secrets as `--show-secrets` prints them carry their value as JSON text. */
function withPlaintexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlaintexts);
  if (!isRecord(value)) return value;
  const plaintext = own(value, "plaintext");
  if (typeof plaintext === "string" && Object.keys(value).length === 2) return JSON.parse(plaintext);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withPlaintexts(member)]));
}
