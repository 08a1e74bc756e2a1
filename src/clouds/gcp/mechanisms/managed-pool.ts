import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { GcpRegistration } from "../args";
import { GcpAccess } from "../args";
import type { GcpMechanism, GcpTrustedIssuer } from "./mechanism";
import { knownOr } from "./mechanism";

const MANAGED_POOL = /^[a-z0-9.:-]+\.svc\.id\.goog$/;

/** The fault of a field of an entry. */
export function entryFault(code: string, name: string, value: unknown, expected: string): Issue {
  return issue(code, `issuer.gcp.${name}`, `Cannot use ${name} ${show(value)}: expected ${expected}`);
}

/** Faults that entries for a pool of Google's have in common; `code` is that of the pool's. */
export function checkManagedPool(
  { poolField }: Pick<GcpMechanism, "poolField">,
  { registration, subjects }: GcpTrustedIssuer,
  access: GcpAccess,
  { code, audienceCode }: { code: string; audienceCode: string },
): Issue[] {
  const { [poolField]: pool, audience, projectNumber } = registration;
  const hasWhole = subjects.some(({ serviceAccount }) => serviceAccount === undefined);
  const isNumberMissing = (access === GcpAccess.Direct || hasWhole) && !/^\d+$/.test(projectNumber ?? "");
  return [
    ...(MANAGED_POOL.test(pool ?? "") ? [] : [entryFault(code, poolField, pool, '"<project>.svc.id.goog"')]),
    ...(audience === undefined || audience === pool
      ? []
      : [
          entryFault(
            audienceCode,
            "audience",
            audience,
            `${show(pool)}, the only audience that Google's own pool takes; leave it out`,
          ),
        ]),
    ...(isNumberMissing
      ? [
          entryFault(
            "gcp-project-number-missing",
            "projectNumber",
            projectNumber,
            "the number of the pool's project, which members of direct access and of whole namespaces name; set it there or on the workload",
          ),
        ]
      : []),
  ];
}

/** What entries for a pool of Google's have in common where a value is not known yet. */
export function symbolicManagedPool(
  plain: GcpRegistration | undefined,
  projectNumber: pulumi.Input<string> | undefined,
): { projectNumber?: string; audience?: string } {
  const number = knownOr(plain, plain?.projectNumber ?? projectNumber, "0");
  return {
    ...(number === undefined ? {} : { projectNumber: number }),
    ...(typeof plain?.audience === "string" ? { audience: plain.audience } : {}),
  };
}
