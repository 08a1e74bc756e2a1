import * as pulumi from "@pulumi/pulumi";
import { installCloudMocks, settled } from "../../src/testing";

/** What an update would create and delete, by type and logical name; components are left out. */
export interface Change {
  created: string[];
  deleted: string[];
}

/** A request of the SDK to register a resource, as far as it says what the resource was called before. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getAliasesList(): { getUrn(): string; getSpec(): AliasSpec | undefined }[];
}

interface AliasSpec {
  getName(): string;
  getType(): string;
  getParenturn(): string;
}

interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: Registration, answer: unknown): Promise<void>;
}

/**
 * What changes where a program gives way to another one, by the engine's rule: a resource is kept that is found under its URN or an alias,
 * its own or one that it has through its parent.
 */
export async function changed(before: () => void, after: () => void): Promise<Change> {
  const first = await registered(before, new Map());
  const second = await registered(after, first);
  const kept = new Set([...second.values()].map(({ found }) => found));
  return {
    created: [...second.values()].flatMap(({ found, label }) => (found === undefined ? label : [])),
    deleted: [...first].flatMap(([urn, { label }]) => (kept.has(urn) ? [] : label)),
  };
}

interface Registered {
  /** Type and logical name; nothing for components. */
  readonly label: string[];
  /** The URN in the state before. */
  readonly found?: string;
}

async function registered(program: () => void, state: ReadonlyMap<string, unknown>): Promise<Map<string, Registered>> {
  await installCloudMocks();
  const all = new Map<string, Registered>();
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  // Mocks know the type of the parent alone.
  monitor.newUrn = urnOf;
  monitor.registerResource = (request, answer) => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = urnOf(parent, type, name);
    const aliases = request.getAliasesList().map((alias) => {
      const spec = alias.getSpec();
      return spec === undefined
        ? alias.getUrn()
        : urnOf(spec.getParenturn() || parent, spec.getType() || type, spec.getName() || name);
    });
    const former = all.get(parent)?.found;
    const inherited = former === undefined ? [] : [urn, ...aliases].map((each) => childOf(former, parent, each));
    const found = [urn, ...aliases, ...inherited].find((each) => state.has(each));
    const label = request.getCustom() ? [`${type.split(":").at(-1)} ${name}`] : [];
    all.set(urn, found === undefined ? { label } : { label, found });
    return register(request, answer);
  };
  program();
  await settled();
  return all;
}

function urnOf(parent: string, type: string, name: string): string {
  const chain = parent === "" ? "urn:pulumi:stack::project::" : `${parent.slice(0, parent.lastIndexOf("::"))}$`;
  return `${chain}${type}::${name}`;
}

/** The URN of a child below what its parent was called, with the name that it had there. */
function childOf(former: string, parent: string, child: string): string {
  const [was, is] = [former, parent].map((urn) => urn.slice(urn.lastIndexOf("::") + 2)) as [string, string];
  const [chain, name] = [child.slice(0, child.lastIndexOf("::")), child.slice(child.lastIndexOf("::") + 2)];
  return urnOf(former, chain.split(/\$|::/).at(-1)!, name.startsWith(is) ? was + name.slice(is.length) : name);
}
