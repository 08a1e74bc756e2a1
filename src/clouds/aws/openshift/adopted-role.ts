import { isRecord } from "../../../core/record";
import { sameData } from "../../../core/same-data";
import { subjectClaim } from "../../../core/subject";
import { intentOf } from "../../../core/trust-intent";
import type { AdoptionChange, OpenShiftPermission, PlannedIdentity } from "../../openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import { verdictOf } from "../../proof";
import { aws } from "../cloud";
import type { AwsInventory, ListedRole } from "./inventory";
import { awsPermissions } from "./permissions";
import { awsRequestPolicies } from "./policies";
import type { AwsProviderSpec } from "./spec";

/** Where a role's trust comes from, and what else the account has. */
interface RoleContext {
  /** ARN of the provider that the role shall trust. */
  readonly provider: string;
  readonly issuer: string;
  readonly inventory: AwsInventory;
}

/** What the first update changes of a role that ccoctl made. */
export function roleChanges(
  planned: PlannedIdentity<AwsProviderSpec>,
  role: ListedRole,
  context: RoleContext,
): AdoptionChange[] {
  const { request, names } = planned;
  const change = (code: string, message: string): AdoptionChange => ({ code, request: request.name, message });
  const partition = role.Arn.split(":")[1] ?? "aws";
  const { inline, managed } = awsRequestPolicies(request.spec.statementEntries, partition);
  const ours =
    inline === undefined ? managed.map((_, index) => `${names.role!.name}-${index + 1}`) : [names.role!.name];
  const { RolePolicyList = [], AttachedManagedPolicies = [] } = role;
  const stored = [
    ...RolePolicyList.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument })),
    ...AttachedManagedPolicies.flatMap(({ PolicyName, PolicyArn }) => {
      const found = context.inventory.policies.find(({ Arn }) => Arn === PolicyArn);
      const document = found?.PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document;
      return document === undefined ? [] : [{ name: PolicyName, document }];
    }),
  ];
  const others = [
    ...RolePolicyList.map(({ PolicyName }) => PolicyName),
    ...AttachedManagedPolicies.map(({ PolicyName }) => PolicyName),
  ].filter((name) => !ours.includes(name));
  const allowed = stored.filter(({ name }) => ours.includes(name)).flatMap(({ document }) => rowsOf(document));
  const wanted = (inline === undefined ? managed : [inline]).flatMap(rowsOf);
  const lacking = beyond(wanted, allowed);
  const extra = beyond(allowed, wanted);
  return [
    ...trustChanges(planned, role, context).map((message) => change("role-trust", message)),
    ...(lacking.length > 0 ? [change("permissions-missing", `it lacks ${listed(lacking)}`)] : []),
    ...(extra.length > 0
      ? [change("permissions-removed", `it loses ${listed(extra)}, which the request does not ask for`)]
      : []),
    ...others.map((name) => change("policy-kept", `policy ${name} is not ccoctl's, and stays on the role as it is`)),
  ];
}

/** What is wrong with a trust, in the words of whoever knows ccoctl; else in those of the proof. */
function trustChanges(
  { request }: PlannedIdentity,
  { AssumeRolePolicyDocument: stored, Arn }: ListedRole,
  { provider, issuer }: RoleContext,
): string[] {
  const { namespace } = request.secret;
  const subjects = request.serviceAccounts.map((serviceAccount) => ({ issuer, namespace, serviceAccount }));
  const trust = {
    cloud: "aws" as const,
    assumeRolePolicy: stored,
    roleArn: Arn,
    oidcProviders: [{ arn: provider, issuer, clientIds: [OPENSHIFT_AUDIENCE, "sts.amazonaws.com"] }],
  };
  const verdict = verdictOf(aws, trust, intentOf([{ issuer, subjects }], OPENSHIFT_AUDIENCE));
  if (verdict.verdict === "equal") return [];
  const tested = testedValues(stored);
  const prefix = issuer.replace(/^https:\/\//, "");
  const trusted = tested(`${prefix}:sub`);
  const wanted = subjects.map((subject) => subjectClaim(subject));
  const stale = trusted.filter((subject) => !wanted.includes(subject));
  const absent = wanted.filter((subject) => !trusted.includes(subject));
  const known = [
    ...(tested(`${prefix}:aud`).length === 0
      ? ['its trust takes tokens for any audience; it takes those for "openshift" alone']
      : []),
    ...(trusted.length > 0 && stale.length > 0
      ? [`its trust lets in ${stale.join(", ")}, which the request does not name`]
      : []),
    ...(trusted.length > 0 && absent.length > 0 ? [`its trust does not let in ${absent.join(", ")}`] : []),
  ];
  if (known.length > 0) return known;
  const why = verdict.verdict === "unknown" ? verdict.reason : verdict.why;
  return [`its trust is written anew: ${why}`];
}

/** The values that any statement of a document tests a key for. */
function testedValues(document: object): (key: string) => string[] {
  const conditions = statementsOf(document).flatMap(({ Condition }) =>
    isRecord(Condition) ? Object.values(Condition).filter(isRecord) : [],
  );
  return (key) => conditions.flatMap((keys) => texts(keys[key]));
}

/** The permissions of a stored document, each action on each resource. */
function rowsOf(document: object): OpenShiftPermission[] {
  return statementsOf(document).flatMap(({ Effect, Action, Resource, Condition }) =>
    texts(Resource).flatMap((resource) =>
      awsPermissions({
        statementEntries: [
          {
            effect: Effect === "Deny" ? "Deny" : "Allow",
            action: texts(Action),
            resource,
            ...(isRecord(Condition) ? { policyCondition: Condition as Record<string, Record<string, unknown>> } : {}),
          },
        ],
      }),
    ),
  );
}

function statementsOf(document: object): Record<string, unknown>[] {
  const { Statement } = document as { Statement?: unknown };
  return [Statement].flat().filter(isRecord);
}

function texts(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === "string");
}

function beyond(rows: readonly OpenShiftPermission[], others: readonly OpenShiftPermission[]): OpenShiftPermission[] {
  const folded = (row: OpenShiftPermission) => ({ ...row, name: row.name.toLowerCase() });
  return rows.filter((row) => !others.some((other) => sameData(folded(row), folded(other))));
}

function listed(rows: readonly OpenShiftPermission[]): string {
  const names = rows.map(({ name, resource }) => (resource === "*" ? name : `${name} on ${resource}`));
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}
