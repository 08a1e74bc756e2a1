import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import type { Read } from "../core/shape";
import type { PlannedCluster, PlannedIdentity } from "./openshift-cloud";

/** The cluster that the identities are for. */
export interface OpenShiftCluster extends PlannedCluster {
  readonly issuer: { readonly url: pulumi.Input<string>; readonly jwks?: pulumi.Input<string> };
  /** The same key set where it is plain. */
  readonly keySet?: string;
}

/**
 * What a cloud creates for OpenShift. `Args` are what a program writes for this cloud, `Spec` is what its requests ask for, and `Identity`
 * and `Place` are what the pure part writes Secrets and manifests from.
 */
export interface OpenShiftComponents<
  Args extends object = object,
  Spec extends object = object,
  Identity extends object = object,
  Place extends object = object,
> {
  readonly name: string;
  readonly loadSdk: () => unknown;
  readonly read: Read<Args>;
  /** Faults that can be seen before anything is created; their paths are below the cloud's argument. */
  check(args: Args, identities: readonly PlannedIdentity<Spec>[], cluster: OpenShiftCluster): Issue[];
  /** What this cloud is doubted to support, as warnings. */
  doubts(args: Args, identities: readonly PlannedIdentity<Spec>[], cluster: OpenShiftCluster): string[];
  /** Registers the issuer and creates what all identities share. `name` begins every logical name. */
  create(
    name: string,
    args: Args,
    cluster: OpenShiftCluster,
    parent: pulumi.Resource,
  ): OpenShiftSite<Spec, Identity, Place>;
}

/** Where the identities of a cluster are created, one after another. */
interface OpenShiftSite<Spec extends object = object, Identity extends object = object, Place extends object = object> {
  /** What is known of the place before it is created too, as far as it is plain. */
  readonly place: pulumi.Output<Place>;
  /** The issuer's entry of this cloud, for the workloads of users; absent where the cloud registers nothing. */
  readonly registration?: pulumi.Output<object>;
  create(planned: PlannedIdentity<Spec>): pulumi.Output<Identity>;
}
