import type { AuditInput } from "../audit/estate";
import type { DeployedResource } from "../clouds/deployed";

/** Resources as mocks and the sandbox have them, as an audit reads them: objects of clusters, and the rest. */
export function deployedInputs(source: string, resources: readonly DeployedResource[]): AuditInput[] {
  const isObject = ({ type }: DeployedResource) => type.startsWith("kubernetes:");
  const items = resources.filter(isObject).map(({ state }) => state);
  const rest = resources
    .filter((resource) => !isObject(resource))
    .map(({ type, name, id, state }) => ({ type, name, id, state }));
  return [
    { source: `${source}: objects`, text: JSON.stringify({ apiVersion: "v1", kind: "List", items }) },
    { source, text: JSON.stringify(rest) },
  ];
}
