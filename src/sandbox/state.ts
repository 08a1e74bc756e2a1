import type { Cloud, DeployedResource, DeployedTrust } from "../clouds/cloud";
import { clouds } from "../clouds/registry";
import type { CloudObject } from "../clouds/simulated/behaviour";
import type { ExchangeSession } from "../clouds/simulated/exchange";
import { WorkloadIdentityError } from "../core/errors";
import type { SimulatedCloud } from "./provider/simulated-cloud";

/** Everything that is deployed onto a sandbox, as plain data; `load` takes it back. */
export interface SandboxSnapshot {
  version: 1;
  resources: CloudObject[];
}

/** What stands on a sandbox at this moment. */
export interface SandboxState {
  readonly resources: readonly DeployedResource[];
  /** The trusts of one cloud, by its name. */
  trusts(cloud: string): readonly DeployedTrust[];
  /** Every issuer that a deployed trust names. */
  readonly issuers: readonly string[];
  /** What is deployed now, to be given to another sandbox. */
  snapshot(): SandboxSnapshot;
  /** Adds what a snapshot holds; throws `WorkloadIdentityError` (`sandbox-snapshot-invalid`) where it is none. */
  load(snapshot: unknown): void;
}

/** What the credentials stand for that a sandbox handed out. */
export interface SandboxSessions {
  remember(secret: string, session: ExchangeSession): void;
  recall(secret: string): ExchangeSession | undefined;
}

/** Credentials that are remembered; the oldest are forgotten first, so that a load test does not fill the memory. */
const MAX_SESSIONS = 10_000;

/** Reads the state out of what the providers stored, and what was there before. `issuers` are clusters that no resource names. */
export function createState(
  stored: SimulatedCloud,
  issuers: readonly string[] = [],
  deployed: readonly DeployedResource[] = [],
): SandboxState {
  const current = <T>(compute: () => T) => {
    let known: { revision: number; value: T } | undefined;
    return () => {
      if (known?.revision !== stored.revision) known = { revision: stored.revision, value: compute() };
      return known.value;
    };
  };
  const resources = current(() => [
    ...deployed,
    ...stored.objects().map(
      ({ type, name, id, inputs, state }): DeployedResource => ({
        type,
        name,
        id,
        state: { ...inputs, ...state },
      }),
    ),
  ]);
  const trusts = current(() => {
    // What is written into another object stands there, unless that has lost it since.
    const isPart = new Set(
      stored
        .objects()
        .filter(({ type }) => stored.typeOf(type).partOf)
        .map(({ id }) => id),
    );
    const wholes = resources().filter(({ id }) => !isPart.has(id));
    return new Map(clouds.map((cloud) => [cloud.name, cloud.deployed(wholes, issuers)] as const));
  });
  const named = current(() => [...new Set([...issuers, ...clouds.flatMap((cloud) => issuersOf(cloud, trusts()))])]);
  return {
    get resources() {
      return resources();
    },
    get issuers() {
      return named();
    },
    trusts: (cloud) => trusts().get(cloud) ?? [],
    snapshot: () => ({ version: 1, resources: stored.objects() }),
    load(snapshot) {
      for (const object of objectsOf(snapshot)) stored.restore(object);
    },
  };
}

function issuersOf(cloud: Cloud, trusts: ReadonlyMap<string, DeployedTrust[]>): string[] {
  return (trusts.get(cloud.name) ?? []).flatMap(({ trust, clusters = [] }) => {
    try {
      return [...cloud.admits(trust).issuers, ...clusters];
    } catch (error) {
      // A trust that cannot be read names nobody; the other clouds go on.
      if (error instanceof WorkloadIdentityError) return clusters;
      throw error;
    }
  });
}

function objectsOf(snapshot: unknown): CloudObject[] {
  const { version, resources } = (snapshot ?? {}) as Partial<SandboxSnapshot>;
  const valid =
    version === 1 &&
    Array.isArray(resources) &&
    resources.every(
      (object: Partial<Record<keyof CloudObject, unknown>> | null) =>
        typeof object === "object" &&
        object !== null &&
        [object.account, object.type, object.name, object.id].every((text) => typeof text === "string") &&
        [object.inputs, object.state].every((fields) => typeof fields === "object" && fields !== null),
    );
  if (valid) return structuredClone(resources);
  throw new WorkloadIdentityError(
    "sandbox-snapshot-invalid",
    "Cannot load this state: expected what `sandbox state --json` of this version prints",
  );
}

export function createSessions(): SandboxSessions {
  const sessions = new Map<string, ExchangeSession>();
  return {
    remember(secret, session) {
      sessions.set(secret, session);
      if (sessions.size > MAX_SESSIONS) sessions.delete(sessions.keys().next().value!);
    },
    recall: (secret) => sessions.get(secret),
  };
}
