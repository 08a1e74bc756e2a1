import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { DeployedResource, DeployedTrust } from "../clouds/cloud";
import type { CloudTrust } from "../clouds/registry";
import { clouds } from "../clouds/registry";
import type { ProviderSettings } from "../clouds/simulated/provider-settings";
import { knownProviders } from "../clouds/simulated/provider-settings";
import { withoutSecretMarks, withSecretMarks } from "../clouds/simulated/secrets";
import type { StackOutputs } from "../clouds/simulated/stack-reference";
import { referencedStack, STACK_REFERENCE } from "../clouds/simulated/stack-reference";
import type { SimulatedLookup, SimulatedResource } from "../clouds/simulation";
import { simulations } from "../clouds/simulations";
import { WorkloadIdentityError } from "../core/errors";
import { show } from "../core/show";
import { kubernetesResources } from "../kubernetes/simulated";

/** One resource that a program registered under mocks. */
export interface MockedResource extends DeployedResource {
  inputs: Record<string, unknown>;
}

/** What the mocks saw of a program. */
export interface CloudMocks {
  /** Every resource, in the order of registration. */
  readonly resources: readonly MockedResource[];
  /** The resources of one type. */
  ofType(type: string): MockedResource[];
  /** Waits until the program has settled, and returns every trust that it deployed: of one cloud, for example `aws`, or of all. */
  trusts(cloud?: string): Promise<DeployedTrust<CloudTrust>[]>;
  /**
   * The one trust of a cloud, or of an identity by its logical name or by what the vendor calls it.
   * Throws `WorkloadIdentityError` with the trusts there are: `trust-missing` where none is called that, `trust-ambiguous` where several are.
   */
  trust(which: string): Promise<CloudTrust>;
}

/** What the mocks of a test are told of the world around the program. */
export interface CloudMocksOptions {
  /** True for a preview: outputs that a cloud computes are not known. False by default. */
  preview?: boolean;
  /** What other stacks deployed and this program names, for example the registration of its cluster's issuer. None by default. */
  deployed?: DeployedResource[];
  /** Outputs of the stacks that the program refers to, by the names that it calls them by. They may be Outputs. None by default. */
  stacks?: StackOutputs;
  /** Issuers of the GKE clusters that share a project's pool. None by default. */
  issuers?: string[];
  /** Name of the project. `project` by default. */
  project?: string;
  /** Name of the stack. `stack` by default. */
  stack?: string;
  /** Outputs of other resource types by type token, for example the issuer of a cluster that the program creates. They echo their inputs by default. */
  resources?: Readonly<Record<string, SimulatedResource>>;
  /** Results of look-ups by function token. Those of the account, of clusters and identities, and those that ask nobody are answered; others echo their arguments by default. */
  calls?: Readonly<Record<string, (args: Record<string, unknown>) => Record<string, unknown>>>;
}

const simulated: Record<string, SimulatedResource> = Object.assign(
  {},
  kubernetesResources,
  ...simulations.map((simulation) => simulation.resources),
);

const lookups: Record<string, SimulatedLookup> = Object.assign(
  {},
  ...simulations.map((simulation) => simulation.lookups),
);

/**
 * Replaces the engine with mocks for a unit test: every resource that this library creates gets outputs of the form its vendor
 * returns, others echo their inputs. Call it before the program is loaded; each call starts afresh.
 */
export async function installCloudMocks(options: CloudMocksOptions = {}): Promise<CloudMocks> {
  const resources: MockedResource[] = [];
  const answers: Record<string, SimulatedResource> = {
    ...simulated,
    [STACK_REFERENCE]: ({ inputs }) => referencedStack(inputs.name, options.stacks),
    ...options.resources,
  };
  const providers = knownProviders();
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const account = (settings: ProviderSettings) => ({ suffix: autonameSuffix, settings, deployed: ofType });
  await settled();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given, id, provider }) => {
        const inputs = withoutSecretMarks(given);
        providers.note({ type, name, inputs });
        const settings = providers.settingsOf({ type, provider }, pulumi.runtime.allConfig());
        const simulate = answers[type];
        const result =
          simulate === undefined
            ? { id: id ?? `${name}-id`, state: { ...inputs } }
            : simulate({ name, inputs }, account(settings));
        registered += 1;
        resources.push({ type, name, id: result.id, inputs, state: result.state });
        return { id: result.id, state: withSecretMarks(result.state, given) };
      },
      call: ({ token, inputs, provider }) => {
        const settings = providers.settingsOf({ type: token, provider }, pulumi.runtime.allConfig());
        return options.calls?.[token]?.(inputs) ?? lookups[token]?.(inputs, account(settings)) ?? inputs;
      },
    },
    // Pulumi would keep the names of the mocks before.
    options.project ?? "project",
    options.stack ?? "stack",
    options.preview ?? false,
  );
  const trusts = async (wanted?: string) => {
    await settled();
    const all = [...resources, ...(options.deployed ?? [])];
    return clouds
      .filter(({ name }) => wanted === undefined || wanted === name)
      .flatMap((cloud) => cloud.deployed(all, options.issuers)) as DeployedTrust<CloudTrust>[];
  };
  return {
    resources,
    ofType,
    trusts,
    trust: async (which) => onlyTrust(await trusts(), which),
  };
}

function onlyTrust(trusts: DeployedTrust<CloudTrust>[], which: string): CloudTrust {
  const called = trusts.filter(({ name, identity, trust }) => [trust.cloud, name, identity].includes(which));
  const [only, ...more] = called;
  if (only !== undefined && more.length === 0) return only.trust;
  const listed = (only === undefined ? trusts : called).map(({ name, trust }) => `${show(name)} on ${trust.cloud}`);
  throw new WorkloadIdentityError(
    only === undefined ? "trust-missing" : "trust-ambiguous",
    `Cannot choose a trust by ${show(which)}: the program deployed ${listed.join(", ") || "none"}`,
  );
}

/** Milliseconds without a registration after which a program that failed half-way counts as settled. */
const QUIET = 100;

/** Waits until the mocks have answered everything that the program asked for so far; a program that failed half-way never answers more. */
export async function settled(): Promise<void> {
  let done = false;
  const finish = () => {
    done = true;
  };
  (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs().then(finish, finish);
  for (let quiet = 0, seen = registered; !done && quiet < QUIET; quiet++) {
    await setTimeout(1);
    if (registered !== seen) quiet = 0;
    seen = registered;
  }
}

let registered = 0;

/** The value of an Output, once the mocks have answered. */
export function outputValue<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  return (pulumi.output(output) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();
}

function autonameSuffix(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 7);
}
