import type { RbacGrant } from "./authorizer";
import type { RbacPrincipal } from "./rbac";
import type { RbacWay, SelfGrant } from "./ways";

/** What somebody can do to become one of some ServiceAccounts, or a user or group. */
export interface RbacPower {
  readonly actor: RbacPrincipal;
  readonly way: RbacWay;
  /** The one namespace that it is for; absent for all of them. */
  readonly scope?: string;
  /** What the names of the rule are names of. */
  readonly of: "service-accounts" | "users" | "groups" | "pods" | "nodes" | "secrets" | "workloads";
  /** Absent where every name is meant. */
  readonly names?: readonly string[];
  /** The resource of the names, where they are of workloads. */
  readonly resource?: string;
  /** The rules that grant it, all of them together. */
  readonly by: readonly RbacGrant[];
  /** What comes before it. */
  readonly first?: { readonly how: SelfGrant; readonly what: string };
}

/** A power of whoever has the rights. */
export type UnownedPower = Omit<RbacPower, "actor">;
