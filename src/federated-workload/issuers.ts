import type * as pulumi from "@pulumi/pulumi";
import type { CloudComponents } from "../clouds/component";
import type { ClusterIssuer } from "../cluster-federation/cluster-federation";
import { checkRegistrations, registerIssuer } from "../cluster-federation/cluster-federation";
import { shortHash } from "../component/logical-names";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";

/** A literal issuer of a workload, and the registrations that it lacks, by cloud. */
export interface PlannedIssuer {
  readonly issuer: ClusterIssuer;
  /** The first subject that has it; 0 is the workload's own. */
  readonly subject: number;
  readonly key?: string;
  readonly registrations: Readonly<Record<string, object>>;
}

/** A subject whose tokens some cloud takes. */
interface FederatedSubject extends WorkloadSubject {
  issuer: pulumi.Input<ClusterIssuer>;
}

/** The workload's own ServiceAccount, and those that become the same identities. */
export function allSubjects(args: FederatedWorkloadArgs): WorkloadSubject[] {
  const { issuer, namespace, serviceAccount, key, subjects = [] } = args;
  return [
    { ...(issuer === undefined ? {} : { issuer }), namespace, serviceAccount, ...(key === undefined ? {} : { key }) },
    ...subjects,
  ];
}

/** The literal issuers of a workload, each once, with what the clouds asked for have to register. */
export function planIssuers(args: FederatedWorkloadArgs, clouds: readonly CloudComponents[]): PlannedIssuer[] {
  const planned = new Map<unknown, PlannedIssuer>();
  for (const [subject, { issuer: input, key }] of allSubjects(args).entries()) {
    if (typeof input !== "object" || input === null || isLater(input)) continue;
    const issuer = input as ClusterIssuer;
    if (planned.has(issuer.url)) continue;
    const registrations = registrationsOf(args, clouds, issuer);
    planned.set(issuer.url, { issuer, subject, ...(key === undefined ? {} : { key }), registrations });
  }
  return [...planned.values()];
}

function registrationsOf(
  args: FederatedWorkloadArgs,
  clouds: readonly CloudComponents[],
  issuer: ClusterIssuer,
): Record<string, object> {
  const asked = args as unknown as Record<string, object>;
  const settings = (args.registrations ?? {}) as Record<string, object | undefined>;
  const missing = clouds.flatMap(({ name, registrar }) => {
    if ((issuer as unknown as Record<string, unknown>)[name]) return [];
    const needed = registrar?.neededBy(asked[name] as object);
    return needed === undefined ? [] : [[name, { ...needed, ...settings[name] }] as const];
  });
  return Object.fromEntries(missing);
}

/** Faults of the registrations that a workload would make. */
export function checkPlannedIssuers(planned: readonly PlannedIssuer[]): Issue[] {
  return planned.flatMap(({ issuer, subject, key, registrations }) => {
    const path = subject === 0 ? "issuer" : `subjects[${subject - 1}].issuer`;
    const isNamed = subject === 0 || key !== undefined || typeof issuer.url === "string";
    return [
      ...checkRegistrations(issuer, registrations, path, "registrations"),
      // A further registration is named by content, and an URL that is an output has none that is known.
      ...(isNamed || Object.keys(registrations).length === 0
        ? []
        : [
            issue(
              "subject-key-missing",
              `subjects[${subject - 1}].key`,
              "Cannot name the registration of this issuer: its URL is an output; set key to a plain name of the cluster",
            ),
          ]),
    ];
  });
}

/** The subjects with their issuers registered in every cloud asked for, each issuer once. */
export function registeredSubjects(
  owner: pulumi.Resource,
  name: string,
  args: FederatedWorkloadArgs,
  planned: readonly PlannedIssuer[],
): FederatedSubject[] {
  const registered = new Map(
    planned.map(({ issuer, subject, key, registrations }) => {
      const suffix = subject === 0 ? "" : `-${key ?? shortHash(String(issuer.url))}`;
      return [issuer.url, registerIssuer(owner, `${name}${suffix}-issuer`, issuer, registrations)] as const;
    }),
  );
  return allSubjects(args).flatMap(({ issuer: input, kubernetes: _, ...subject }) => {
    if (input === undefined) return [];
    if (isLater(input)) return { ...subject, issuer: input };
    const issuer = input as ClusterIssuer;
    return { ...subject, issuer: { ...registered.get(issuer.url), ...issuer } };
  });
}
