import * as pulumi from "@pulumi/pulumi";
import { componentsOf } from "../clouds/components";
import { ISSUER_ENTRIES } from "../clouds/issuer-entries";
import { checkClusterIssuerUrl } from "../clouds/registration-names";
import { asChecked } from "../component/checked-arguments";
import { findingFormerChildren } from "../component/former-children";
import { handOnIssuer, plainKeySetOf, plainUrlOf } from "../component/handed-on-issuer";
import { checkIssuerInput } from "../component/issuers";
import type { RegistrationNames } from "../component/registrations";
import { noteIssuerOutput, registrationNames } from "../component/registrations";
import { assertNoIssues } from "../component/validation-error";
import { checkShape, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { distinctIssues, issue, joinPath } from "../core/issue";
import { isLater } from "../core/known";
import { ownCopy } from "../core/own-copy";
import type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations, MovedRegistration } from "./args";
import { readClusterFederationArgs } from "./shape";

export type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations, MovedRegistration } from "./args";

/** Registers one cluster's issuer in several clouds; its output `issuer` feeds every workload of that cluster, also in other stacks. */
export class ClusterFederation extends pulumi.ComponentResource {
  /** The issuer with an entry for each cloud. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;

  constructor(name: string, args: ClusterFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:ClusterFederation", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    const read = readClusterFederationArgs;
    assertNoIssues(name, [...unknownArguments(read, args), ...checkShape(read, args)], this);
    const { issuer, movedFrom, ...registrations } = args;
    noteIssuerOutput(this, name);
    const twice = (Object.keys(registrations) as (keyof IssuerRegistrations)[]).filter(
      (cloud) => registrations[cloud] !== undefined && !isLater(issuer) && issuer?.[cloud] !== undefined,
    );
    assertNoIssues(
      name,
      distinctIssues([
        ...checkIssuerInput(issuer, "issuer", checkClusterIssuerUrl),
        ...twice.map((cloud) =>
          issue(
            "issuer-registered-twice",
            cloud,
            `Cannot register the issuer: issuer.${cloud} says that it is registered already; leave out one of the two`,
          ),
        ),
        ...(issuer?.url !== undefined ? checkRegistrations(issuer, registrations, "issuer", "") : []),
      ]),
      this,
    );
    const names = namesOf(name, issuer.url, movedFrom, opts?.parent);
    const written = isLater(issuer) ? partsOf(issuer) : issuer;
    const entries = registerIssuer(this, names, written, registrations);
    const registered = pulumi.output(entries) as pulumi.Output<ClusterIssuer>;
    const jwks = plainKeySetOf(issuer);
    this.issuer = handOnIssuer(registered, plainUrlOf(issuer) ?? issuer.url, {
      ...entries,
      ...(jwks === undefined ? {} : { jwks }),
    });
    this.registerOutputs({ issuer: this.issuer });
  }
}

/** An issuer that is an output, by its parts: a preview shows those that are known beside registrations that are not. */
function partsOf(issuer: ClusterIssuer): ClusterIssuer {
  const whole = pulumi.output(issuer);
  return Object.fromEntries(
    ["url", ...ISSUER_ENTRIES].map((part) => [part, whole[part as "url"]]),
  ) as unknown as ClusterIssuer;
}

/** Faults of registrations before they are made; those of the issuer are under `issuerPath`. */
export function checkRegistrations(
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
  issuerPath: string,
  path: string,
): Issue[] {
  return componentsOf(registrations).flatMap(({ name, registrar }) =>
    (registrar?.check(registrationArgs(issuer, registrations, name)) ?? []).map((fault) => ({
      ...fault,
      path: joinPath(/^(url|jwks)\b/.test(fault.path) ? issuerPath : joinPath(path, name), fault.path),
    })),
  );
}

/** The names of registrations that may have been deployed as children of another component. */
interface PlacedNames extends RegistrationNames {
  readonly formerParent?: pulumi.Output<pulumi.URN>;
}

/** What a cluster's registrations are called, and what a workload beside it called them that they move from. */
function namesOf(
  name: string,
  url: unknown,
  movedFrom: MovedRegistration | undefined,
  beside: pulumi.Resource | undefined,
): PlacedNames {
  if (movedFrom === undefined) return { name, former: [] };
  const { workload, key } = movedFrom;
  const formerParent = pulumi.createUrn(workload, "pulumi-workload-identity:index:FederatedWorkload", beside);
  const ofWorkload = registrationNames(workload, url, key === undefined ? [] : [key]);
  return { name, former: [ofWorkload.name, ...ofWorkload.former], formerParent };
}

/** Registers an issuer in the clouds asked for and returns it with their entries added; the registrations have been checked. */
export function registerIssuer(
  parent: pulumi.Resource,
  { name, former, formerParent }: PlacedNames,
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
): ClusterIssuer {
  const entries = componentsOf(registrations).flatMap(({ name: cloud, registrar }) => {
    if (registrar === undefined) return [];
    const args = asChecked(registrationArgs(issuer, registrations, cloud));
    const aliases = former.map((each) => ({
      name: pulumi.interpolate`${each}-${cloud}`,
      ...(formerParent === undefined ? {} : { parent: formerParent }),
    }));
    const { registration } = new registrar.IssuerRegistration(`${name}-${cloud}`, args, { parent, aliases });
    return [[cloud, registration] as const];
  });
  return { ...issuer, ...Object.fromEntries(entries) };
}

function registrationArgs({ url, jwks }: ClusterIssuer, registrations: IssuerRegistrations, cloud: string) {
  const args = registrations[cloud as keyof IssuerRegistrations];
  return { ...args, ...(jwks === undefined ? {} : { jwks }), url };
}
