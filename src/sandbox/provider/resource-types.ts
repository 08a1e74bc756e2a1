import type { CloudObject, ResourceType } from "../../clouds/simulated/behaviour";
import type { SimulatedLookup, SimulatedResource } from "../../clouds/simulation";
import { simulations } from "../../clouds/simulations";

/** What a simulated cloud does with a resource type that nobody has written down. */
export interface UnknownType {
  readonly treatment: ResourceType;
  readonly simulate: SimulatedResource;
}

/** How a type is treated, or `undefined` where nobody has written it down. */
export function resourceType(type: string): ResourceType | undefined {
  if (type.startsWith("kubernetes:")) return kubernetesType(type);
  for (const { behaviour } of simulations) {
    const found = behaviour.resourceType(type);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A look-up that asks nobody, or `undefined` where the vendor would have to answer. */
export function lookup(token: string): SimulatedLookup | undefined {
  return simulations.find(({ lookups }) => lookups?.[token] !== undefined)?.lookups?.[token];
}

/** Throws: a guess would make tests pass for the wrong reason. */
export function refuseUnknownType(type: string): never {
  throw new Error(`resource type "${type}" is missing in its cloud's simulated/behaviour.ts or simulated/resources.ts`);
}

/** Takes any type for one that returns its inputs, and warns of each once. */
export function echoUnknownTypes(warn: (text: string) => void): (type: string) => UnknownType {
  const warned = new Set<string>();
  return (type) => {
    if (!warned.has(type)) {
      warned.add(type);
      warn(
        `resource type "${type}" is not simulated: its inputs are echoed, outputs that its vendor computes are missing`,
      );
    }
    return {
      treatment: { replacedBy: [] },
      simulate: ({ name, inputs }, account) => {
        const resource = { name: `${name}-${account.suffix(`${type} ${name}`)}`, inputs };
        const [echo] = simulations.flatMap(({ behaviour }) => behaviour.echo?.(type, resource) ?? []);
        return { id: echo?.id ?? resource.name, state: { ...echo?.state, ...inputs } };
      },
    };
  };
}

function kubernetesType(type: string): ResourceType {
  const replacedBy = ["metadata.name", "metadata.namespace"];
  if (type.endsWith("Patch")) {
    const patched = type.slice(0, -"Patch".length);
    return { replacedBy, shared: true, takesOver: [patched], leaves: patched };
  }
  // Pulumi's provider applies, and an apply takes over what exists.
  const autoname = { path: ["metadata", "name"], style: "dashed", place: "metadata.namespace" } as const;
  const holds = type === "kubernetes:core/v1:Namespace" ? { holds: isInNamespace } : {};
  return { autoname, replacedBy, shared: true, takesOver: [`${type}Patch`], ...holds };
}

function isInNamespace({ account, state }: CloudObject, other: CloudObject): boolean {
  const [{ name }, { namespace }] = [state, other.state].map(({ metadata = {} }) => metadata as KubernetesMetadata) as [
    KubernetesMetadata,
    KubernetesMetadata,
  ];
  return other.type.startsWith("kubernetes:") && other.account === account && namespace === name;
}

interface KubernetesMetadata {
  name?: string;
  namespace?: string;
}
