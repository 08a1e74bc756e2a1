import { ifGiven, readAny, readArguments, unknownArguments } from "../../../core/argument-shape";
import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { formatIssue } from "../../../core/issue";
import { UNKNOWN_VALUE } from "../../../core/known";
import { sameData } from "../../../core/same-data";
import { show } from "../../../core/show";
import type { HuaweiClient, HuaweiRuntime } from "../api/client";
import { huaweiClient, huaweiRuntime } from "../api/client";
import { readHuaweiConnection } from "../api/shape";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** Property bags as Pulumi's engine passes them. */
export type HuaweiProperties = Record<string, unknown>;

/** What Pulumi's engine asks of a provider, for one kind of resource. */
export interface HuaweiOperations {
  /** Looks for faults of the inputs before anything is asked of the vendor. */
  check(
    olds: HuaweiProperties,
    news: HuaweiProperties,
  ): Promise<{ inputs: HuaweiProperties; failures: { property: string; reason: string }[] }>;
  /** What a change of the inputs does to the resource. */
  diff(
    id: string,
    olds: HuaweiProperties,
    news: HuaweiProperties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  /** Makes the resource. */
  create(inputs: HuaweiProperties): Promise<{ id: string; outs: HuaweiProperties }>;
  /** An empty id where the resource is gone. */
  read(id: string, props: HuaweiProperties): Promise<{ id: string; props: HuaweiProperties }>;
  /** Changes the resource where it is. */
  update(id: string, olds: HuaweiProperties, news: HuaweiProperties): Promise<{ outs: HuaweiProperties }>;
  /** Deletes the resource; one that is gone already is no fault. */
  delete(id: string, props: HuaweiProperties): Promise<void>;
}

/** A resource as Pulumi's engine calls it; the same for dynamic providers and for a provider program. */
export function operationsOf(
  resource: HuaweiResource<HuaweiResourceInputs>,
  runtime: HuaweiRuntime = huaweiRuntime(),
): HuaweiOperations {
  const clientOf = ({ connection }: HuaweiResourceInputs): HuaweiClient => huaweiClient(connection ?? {}, runtime);
  const normalize = (properties: HuaweiProperties): HuaweiResourceInputs => {
    const inputs = Object.fromEntries(
      resource.inputs.map((name) => [name, properties[name]]).filter(([, value]) => value !== undefined),
    );
    return resource.normalize?.(inputs) ?? inputs;
  };
  const readInputs = readArguments<HuaweiProperties>({
    ...Object.fromEntries(resource.inputs.map((name) => [name, readAny])),
    connection: ifGiven(readHuaweiConnection),
  });
  return {
    async check(_olds, news) {
      const inputs = normalize(news);
      const failures = resource
        .check(inputs)
        .map(failureOf)
        // What is not known yet is looked at again in the deployment.
        .filter(({ property }) => !hasUnknown(news[property]));
      const misspelt = unknownArguments(readInputs, news).map(failureOf);
      return { inputs: plain(inputs), failures: [...misspelt, ...failures] };
    },
    async diff(_id, olds, news) {
      const changed = resource.inputs.filter((name) => !sameData(olds[name], news[name]));
      const replaces = changed.filter((name) => resource.replaceOn.includes(name));
      const keepsName = resource.name.every((name) => !changed.includes(name));
      return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName };
    },
    async create(properties) {
      const inputs = normalize(properties);
      const client = clientOf(inputs);
      const { id, outputs } = await resource.create(client, inputs);
      if (resource.complete === undefined) return { id, outs: plain(outputs) };
      try {
        return { id, outs: plain(await resource.complete(client, id, inputs)) };
      } catch (error) {
        // Pulumi keeps a resource whose error says that it exists, and the next update goes on with it.
        const reasons = [error instanceof Error ? error.message : String(error)];
        throw Object.assign(error as Error, { id, properties: { ...properties, ...plain(outputs) }, reasons });
      }
    },
    async read(id, props) {
      const olds = props as HuaweiResourceInputs;
      const outputs = await resource.read(clientOf(olds), id, olds);
      if (outputs === undefined) return { id: "", props: {} };
      const { connection } = olds;
      return { id, props: plain({ ...outputs, ...(connection === undefined ? {} : { connection }) }) };
    },
    async update(id, olds, news) {
      const inputs = normalize(news);
      return { outs: plain(await resource.update(clientOf(inputs), id, olds as HuaweiResourceInputs, inputs)) };
    },
    async delete(id, props) {
      const olds = props as HuaweiResourceInputs;
      await resource.delete(clientOf(olds), id, olds);
    },
  };
}

export function unknownKind(kind: string, known: readonly string[]): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "huawei-resource-unknown",
    `Cannot manage ${show(kind)}: this version of the library knows ${known.join(", ")}; install the version that created the stack, or a newer one`,
  );
}

function failureOf(fault: Issue): { property: string; reason: string } {
  return { property: fault.path.split(/[.[]/)[0] ?? "", reason: formatIssue(fault) };
}

/** Without what cannot be sent: members that are set to nothing. */
function plain(value: object): HuaweiProperties {
  return JSON.parse(JSON.stringify(value)) as HuaweiProperties;
}

function hasUnknown(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(UNKNOWN_VALUE);
}
