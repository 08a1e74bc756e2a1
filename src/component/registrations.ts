import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import { shortHash } from "../core/short-hash";
import { show } from "../core/show";
import { programClaims } from "./claims";
import { formerName } from "./former-name";

/** Where a registration is made: the cloud, the provider that the component uses, and what else says which account is meant. */
export interface RegistrationPlace {
  readonly cloud: string;
  readonly provider: pulumi.ProviderResource | undefined;
  readonly project?: unknown;
  /** What else tells two registrations of one issuer apart, where the cloud takes several. */
  readonly apart?: unknown;
}

/**
 * The claims of one registration. A cloud accepts one registration of an issuer per account, and where it stores keys, of an issuer
 * and its key set. The returned function claims an issuer, known or the Output that it comes from, and returns the fault where another
 * registration claimed it. Call this while the component is constructed.
 */
export function registrationClaims(
  registration: pulumi.Resource,
  name: string,
  parent: pulumi.Resource | undefined,
): (place: RegistrationPlace, issuer: unknown, keys?: unknown) => Issue[] {
  const claim = programClaims<Registrant>("registration", registration, name);
  const owner = parent === undefined ? undefined : issuerOutputs.get(parent);
  const own = owner === undefined ? { name } : { name: owner, hasOutput: true };
  return ({ cloud, provider, project, apart }, url, keys) => {
    const first = claim([cloud, provider ?? "default", project, apart, url, keys], own)?.terms;
    if (first === undefined) return [];
    const shown = typeof url === "string" ? show(url) : "(an output)";
    // Which of the two is deployed, the state alone knows; the advice for the other one would take its registration away.
    const advice = `keep the one that is deployed as it is, and write the new one after it: where "${first.name}" is deployed, ${handOn(first, cloud)} here; where "${own.name}" is, ${handOn(own, cloud)} in "${first.name}"`;
    return [
      issue(
        "issuer-registered-twice",
        "issuer",
        `Cannot register issuer ${shown} for "${own.name}": "${first.name}" registers it in the same account already; ${advice}. A ClusterFederation registers it for all workloads: it takes over what is deployed with movedFrom`,
      ),
    ];
  };
}

interface Registrant {
  /** The registration, or the component with an output `issuer` that it is a part of. */
  readonly name: string;
  readonly hasOutput?: boolean;
}

function handOn({ name, hasOutput }: Registrant, cloud: string): string {
  return hasOutput ? `set issuer to ${name}.issuer` : `set issuer.${cloud} to ${name}.registration`;
}

/** Notes that a component has an output `issuer` with the entries of its registrations: faults say to take them from there. */
export function noteIssuerOutput(component: pulumi.Resource, name: string): void {
  issuerOutputs.set(component, name);
}

const issuerOutputs = new WeakMap<pulumi.Resource, string>();

/** The logical names of registrations, before the cloud's: today's, and those that they may have been deployed under. */
export interface RegistrationNames {
  readonly name: string;
  readonly former: readonly pulumi.Input<string>[];
}

/**
 * What a workload's registrations of one issuer are called. Named by a key or by the URL, never by place, so that issuers may change
 * places; only where both are unknown there is nothing but the workload's name, which every registration had once that stood first.
 * None was called before what others are called `today`.
 */
export function registrationNames(
  workload: string,
  url: unknown,
  keys: readonly string[],
  today: Set<string> = new Set(),
): RegistrationNames {
  const nameOf = (word: string) => `${workload}-${word}-issuer`;
  const words = [...new Set([...keys, ...(typeof url === "string" ? [shortHash(url)] : [])])];
  const [name = `${workload}-issuer`, ...more] = words.map(nameOf);
  const former = [...more, ...(words.length === 0 ? [] : [`${workload}-issuer`])].filter((each) => !today.has(each));
  const later = isLater(url) ? [url as pulumi.Output<string>] : [];
  return {
    name,
    former: [...former, ...later.map((each) => formerName(name, [each], (known) => nameOf(shortHash(known)), today))],
  };
}
