import * as pulumi from "@pulumi/pulumi";
import { componentsOf } from "../clouds/components";
import { asChecked } from "../component/checked-arguments";
import { checkIssuerInput } from "../component/issuers";
import { assertNoIssues } from "../component/validation-error";
import { checkShape, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { distinctIssues, issue, joinPath } from "../core/issue";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import { isLater } from "../core/known";
import { ownCopy } from "../core/own-copy";
import { readClusterFederationArgs } from "../federated-workload/shape";
import type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations } from "./args";

export type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations } from "./args";

/** Registers one cluster's issuer in several clouds; its output `issuer` feeds every workload of that cluster, also in other stacks. */
export class ClusterFederation extends pulumi.ComponentResource {
  /** The issuer with an entry for each cloud. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;

  constructor(name: string, args: ClusterFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:ClusterFederation", name, {}, opts);
    args = ownCopy(args);
    const read = readClusterFederationArgs;
    assertNoIssues(name, [...unknownArguments(read, args), ...checkShape(read, args)], this);
    const { issuer, ...registrations } = args;
    const twice = (Object.keys(registrations) as (keyof IssuerRegistrations)[]).filter(
      (cloud) => registrations[cloud] !== undefined && issuer?.[cloud] !== undefined,
    );
    assertNoIssues(
      name,
      distinctIssues([
        ...checkIssuerInput(issuer, "issuer", checkAnyIssuerUrl),
        ...twice.map((cloud) =>
          issue(
            "issuer-registered-twice",
            cloud,
            `Cannot register the issuer: issuer.${cloud} says that it is registered already; leave out one of the two`,
          ),
        ),
        ...(!isLater(issuer) && issuer?.url !== undefined
          ? checkRegistrations(issuer, registrations, "issuer", "")
          : []),
      ]),
      this,
    );
    this.issuer = pulumi.output(registerIssuer(this, name, issuer, registrations)) as pulumi.Output<ClusterIssuer>;
    this.registerOutputs({ issuer: this.issuer });
  }
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

/** Registers an issuer in the clouds asked for and returns it with their entries added; the registrations have been checked. */
export function registerIssuer(
  parent: pulumi.Resource,
  name: string,
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
): ClusterIssuer {
  const entries = componentsOf(registrations).flatMap((cloud) => {
    const args = asChecked(registrationArgs(issuer, registrations, cloud.name));
    const entry = cloud.registrar?.register(`${name}-${cloud.name}`, args, { parent });
    return entry === undefined ? [] : [[cloud.name, entry] as const];
  });
  return { ...issuer, ...Object.fromEntries(entries) };
}

function registrationArgs({ url, jwks }: ClusterIssuer, registrations: IssuerRegistrations, cloud: string) {
  const args = registrations[cloud as keyof IssuerRegistrations];
  return { ...args, ...(jwks === undefined ? {} : { jwks }), url };
}
