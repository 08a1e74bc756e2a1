import type * as pulumi from "@pulumi/pulumi";
import type { HuaweiRegistrationArgs, HuaweiWorkloadArgs } from "./clouds/huawei/args";
import type { ClusterIssuer, IssuerRegistrations } from "./cluster-federation";
import { registerIssuer } from "./cluster-federation";
import { shortHash } from "./component/logical-names";
import { isPlain } from "./component/symbolic";
import type { Issue } from "./core/issue";
import { issue } from "./core/issue";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./workload-args";

/** A ServiceAccount that the clouds know by its cluster's issuer. */
interface FederatedSubject extends WorkloadSubject {
  issuer: pulumi.Input<ClusterIssuer>;
}

/** The workload's own ServiceAccount, and those that become the same identities. */
export function allSubjects(args: FederatedWorkloadArgs): WorkloadSubject[] {
  const { issuer, namespace, serviceAccount, key, subjects = [] } = args;
  return [{ issuer, namespace, serviceAccount, ...(key === undefined ? {} : { key }) }, ...subjects];
}

/** A further registration is named by content; an URL that is an output has none that is known. */
export function checkKeys(args: FederatedWorkloadArgs): Issue[] {
  const registered = new Set<unknown>();
  return allSubjects(args).flatMap(({ issuer: input, key }, index) => {
    if (input === undefined || !isPlain(input)) return [];
    const issuer = input as ClusterIssuer | undefined;
    const known = index === 0 || registered.has(issuer?.url) || key !== undefined || typeof issuer?.url === "string";
    registered.add(issuer?.url);
    if (known || Object.keys(missingRegistrations(args, issuer)).length === 0) return [];
    return [
      issue(
        "subject-key-missing",
        `subjects[${index - 1}].key`,
        "Cannot name the registration of this issuer: its URL is an output; set key to a plain name of the cluster",
      ),
    ];
  });
}

/** The subjects that have an issuer, with it registered in every cloud asked for, each issuer once. */
export function registeredSubjects(
  owner: pulumi.Resource,
  name: string,
  args: FederatedWorkloadArgs,
): FederatedSubject[] {
  const registered = new Map<unknown, ClusterIssuer>();
  return allSubjects(args).flatMap(({ issuer: input, ...subject }, index) => {
    if (input === undefined || input === null) return [];
    if (!isPlain(input)) return { ...subject, issuer: input };
    const issuer = input as ClusterIssuer;
    const known = registered.get(issuer.url);
    if (known !== undefined) return { ...subject, issuer: { ...known, ...issuer } };
    const suffix = index === 0 ? "" : `-${subject.key ?? shortHash(String(issuer.url))}`;
    const complete = registerIssuer(owner, `${name}${suffix}-issuer`, issuer, missingRegistrations(args, issuer));
    registered.set(issuer.url, complete);
    return { ...subject, issuer: complete };
  });
}

/** The registrations that a literal issuer lacks. Azure has none, and a GKE cluster's pool is made by GKE. */
export function missingRegistrations(
  args: FederatedWorkloadArgs,
  issuer: ClusterIssuer | undefined,
): IssuerRegistrations {
  const { aws, gcp, alicloud, huawei, registrations = {} } = args;
  return {
    ...(aws && !issuer?.aws && { aws: { ...audienceOf(aws), ...registrations.aws } }),
    ...(gcp && !gcp.gke && !issuer?.gcp && { gcp: { ...projectOf(gcp), ...registrations.gcp } }),
    ...(alicloud && !issuer?.alicloud && { alicloud: { ...audienceOf(alicloud), ...registrations.alicloud } }),
    ...(huawei && !issuer?.huawei && { huawei: { ...mechanismOf(huawei), ...registrations.huawei } }),
  };
}

function projectOf({ project }: { project?: pulumi.Input<string> }): { project?: pulumi.Input<string> } {
  return project === undefined ? {} : { project };
}

function mechanismOf({ mechanism, owner, connection }: HuaweiWorkloadArgs): HuaweiRegistrationArgs {
  return {
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(owner === undefined ? {} : { owner }),
    ...(connection === undefined ? {} : { connection }),
  };
}

function audienceOf({ audience }: { audience?: string }): { audience?: string } {
  return audience === undefined ? {} : { audience };
}
