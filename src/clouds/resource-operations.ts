import { readAny, readArguments, unknownArguments } from "../core/argument-shape";
import { explained, WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { explainedIssue } from "../core/issue";
import { UNKNOWN_VALUE } from "../core/known";
import { sameData } from "../core/same-data";
import type { ReadFields } from "../core/shape";
import { show } from "../core/show";
import type { ManagedResource } from "./managed-resource";

/** Property bags as Pulumi's engine passes them. */
export type ResourceProperties = Record<string, unknown>;

/** What Pulumi's engine asks of a provider, for one kind of resource. */
export interface ResourceOperations {
  /** Looks for faults of the inputs before anything is asked of the vendor. */
  check(
    olds: ResourceProperties,
    news: ResourceProperties,
  ): Promise<{ inputs: ResourceProperties; failures: { property: string; reason: string }[] }>;
  /** What a change of the inputs does to the resource. */
  diff(
    id: string,
    olds: ResourceProperties,
    news: ResourceProperties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  /** Makes the resource. */
  create(inputs: ResourceProperties): Promise<{ id: string; outs: ResourceProperties }>;
  /** An empty id where the resource is gone. */
  read(id: string, props: ResourceProperties): Promise<{ id: string; props: ResourceProperties }>;
  /** Changes the resource where it is. */
  update(id: string, olds: ResourceProperties, news: ResourceProperties): Promise<{ outs: ResourceProperties }>;
  /** Deletes the resource; one that is gone already is no fault. */
  delete(id: string, props: ResourceProperties): Promise<void>;
}

/** How the resources of a vendor are reached. */
interface Vendor<Client> {
  /** A client for where a resource lives, by its inputs. */
  clientOf(inputs: object): Client;
  /** Inputs that say so, which a vendor does not answer; they are kept as they were. */
  readonly place: ReadFields<object>;
  /** What the operations of one update share, and of no other. Without it, nothing is known of what an update has made. */
  readonly update: object | undefined;
}

/**
 * By update, what it has made. A thing that a program gives to another resource is made by that one first, which finds it there, and only
 * then deleted by the one that had it: this says that it is wanted.
 */
const madeBy = new WeakMap<object, Set<string>>();

/** A resource as Pulumi's engine calls it; the same for dynamic providers and for a provider program. */
export function operationsOf<Client>(
  resource: ManagedResource<Client, object>,
  { clientOf, place, update }: Vendor<Client>,
): ResourceOperations {
  const named: readonly string[] = resource.inputs;
  const normalize = (properties: ResourceProperties): object => {
    const inputs = Object.fromEntries(
      named.map((name) => [name, properties[name]]).filter(([, value]) => value !== undefined),
    );
    return resource.normalize?.(inputs) ?? inputs;
  };
  const readInputs = readArguments<ResourceProperties>({
    ...Object.fromEntries(named.map((name) => [name, readAny])),
    ...place,
  });
  const made = madeIn(update);
  const thing = (id: string, properties: ResourceProperties) =>
    JSON.stringify([id, ...Object.keys(place).map((name) => properties[name])]);
  return explaining({
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
      const changed = named.filter((name) => !sameData(olds[name], news[name]));
      const replaces = changed.filter((name) => (resource.replaceOn as readonly string[]).includes(name));
      const keepsName = resource.name.every((name) => !changed.includes(name));
      return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName };
    },
    async create(properties) {
      const inputs = normalize(properties);
      const client = clientOf(inputs);
      const { id, outputs } = await resource.create(client, inputs);
      made?.add(thing(id, properties));
      if (resource.complete === undefined) return { id, outs: plain(outputs) };
      try {
        return { id, outs: plain(await resource.complete(client, id, inputs)) };
      } catch (error) {
        // Pulumi keeps a resource whose error says that it exists, and the next update goes on with it.
        const told = explained(error as Error);
        const reasons = [told instanceof Error ? told.message : String(told)];
        throw Object.assign(told, { id, properties: { ...properties, ...plain(outputs) }, reasons });
      }
    },
    async read(id, props) {
      const outputs = await resource.read(clientOf(props), id, props);
      if (outputs === undefined) return { id: "", props: {} };
      const kept = Object.keys(place).filter((name) => props[name] !== undefined);
      return { id, props: plain({ ...outputs, ...Object.fromEntries(kept.map((name) => [name, props[name]])) }) };
    },
    async update(id, olds, news) {
      const inputs = normalize(news);
      return { outs: plain(await resource.update(clientOf(inputs), id, olds, inputs)) };
    },
    async delete(id, props) {
      if (made?.delete(thing(id, props))) return;
      await resource.delete(clientOf(props), id, props);
    },
  });
}

function madeIn(update: object | undefined): Set<string> | undefined {
  if (update === undefined) return undefined;
  const made = madeBy.get(update) ?? new Set<string>();
  madeBy.set(update, made);
  return made;
}

/** Pulumi shows the message of an error and no more, so that says where its code is explained. */
function explaining(operations: ResourceOperations): ResourceOperations {
  const told =
    <Given extends unknown[], Answer>(operation: (...given: Given) => Promise<Answer>) =>
    (...given: Given) =>
      operation(...given).catch((error) => Promise.reject(explained(error)));
  return {
    check: told(operations.check),
    diff: told(operations.diff),
    create: told(operations.create),
    read: told(operations.read),
    update: told(operations.update),
    delete: told(operations.delete),
  };
}

export function unknownKind(code: string, kind: string, known: readonly string[]): WorkloadIdentityError {
  return new WorkloadIdentityError(
    code,
    `Cannot manage ${show(kind)}: this version of the library knows ${known.join(", ")}; install the version that created the stack, or a newer one`,
  );
}

function failureOf(fault: Issue): { property: string; reason: string } {
  return { property: fault.path.split(/[.[]/)[0] ?? "", reason: explainedIssue(fault) };
}

/** Without what cannot be sent: members that are set to nothing. */
function plain(value: object): ResourceProperties {
  return JSON.parse(JSON.stringify(value)) as ResourceProperties;
}

function hasUnknown(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(UNKNOWN_VALUE);
}
