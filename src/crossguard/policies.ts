import type { StackValidationPolicy } from "@pulumi/policy";
import type { AuditFinding, NamedCluster } from "../audit";
import type { FindingRow, Severity } from "../core/finding";
import { stackAuditor } from "./stack-audit";

/** What the rules of a pack are told. */
export interface WorkloadIdentityPolicyOptions {
  /** Clusters whose issuers the stacks do not say themselves. None by default; a stack's only issuer is that of its Kubernetes objects. */
  clusters?: NamedCluster[];
}

/** The configuration of a rule. */
interface RuleSettings {
  except: string[];
}

const SEVERE: readonly Severity[] = ["critical", "high"];

const configSchema = {
  properties: {
    except: {
      type: "array" as const,
      items: { type: "string" as const },
      default: [],
      description:
        "Names of identities, ServiceAccounts or registrations, or ids of findings, that are known and stay.",
    },
  },
};

/**
 * A rule for each row of a catalogue, over all trusts and pods of a stack, whatever language its program is in: named as the row, `mandatory`
 * where it is severe and `advisory` else. A policy pack's configuration changes the level of each, and names exceptions in `except`.
 */
export function policiesOf(
  rows: readonly FindingRow[],
  { clusters = [] }: WorkloadIdentityPolicyOptions,
): StackValidationPolicy[] {
  const findingsOf = stackAuditor(clusters);
  return rows.map(({ id, title, wrong, fix, severity }) => ({
    name: id,
    description: `${title}: ${wrong}. To mend it, ${fix}.`,
    enforcementLevel: SEVERE.includes(severity) ? "mandatory" : "advisory",
    severity,
    configSchema,
    validateStack({ resources, getConfig }, reportViolation) {
      const { except } = getConfig<RuleSettings>();
      for (const finding of findingsOf(resources)) {
        if (finding.row !== id || isExcepted(finding, except)) continue;
        reportViolation(`${finding.about}: ${finding.message}; ${finding.fix} [${finding.id}]`);
      }
    },
  }));
}

function isExcepted({ id, about, identity }: AuditFinding, except: readonly string[]): boolean {
  return [id, about, identity].some((name) => name !== undefined && except.includes(name));
}
