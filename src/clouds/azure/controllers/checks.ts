import { checkShape, unknownArguments } from "../../../core/argument-shape";
import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { sameData } from "../../../core/same-data";
import type { Read } from "../../../core/shape";
import { show } from "../../../core/show";
import { checkObjectName } from "../../../kubernetes/object-name";
import { asoAccounts, capzAccounts } from "./accounts";
import type {
  AsoCredentialArgs,
  AsoSecretArgs,
  CapzClusterIdentityArgs,
  CapzIdentityArgs,
  CapzNamespaceSelector,
} from "./args";
import { checkControllerIdentity } from "./controller-identity";
import type { ClusterIdentitySpec } from "./objects";
import { asoSecretName } from "./objects";
import { readAsoCredentialArgs, readCapzIdentityArgs } from "./shape";

const checkNamespace = checkForm(
  "object-namespace-invalid",
  "namespace",
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "1 to 63 of a-z 0-9 -, with a letter or digit at both ends",
);

/** The roles of CAPZ that nobody has asked for otherwise. */
export const CAPZ_SUBSCRIPTION_ROLES = ["Contributor"];

/** The Secret that the operator's chart writes, with settings for every namespace in it. */
const CONTROLLER_SETTINGS = "aso-controller-settings";

/** How the Secrets end that CAPZ writes for each of its clusters (cluster-api-provider-azure 69ec3a40). */
const CLUSTER_SECRET = "-aso-secret";

/** Every fault of CAPZ's identity that can be seen before anything is created. */
export function checkCapzIdentity(args: CapzIdentityArgs): Issue[] {
  return ifShaped(readCapzIdentityArgs, args, () => [
    ...checkControllerIdentity(
      identityOf(args, args.subscriptionRoles ?? CAPZ_SUBSCRIPTION_ROLES),
      capzAccounts(args.controllerNamespace),
    ),
    ...issuesUnder("clusterIdentity", checkClusterIdentity(args.clusterIdentity, args.writeObjects !== false)),
    ...checkSecrets(args.asoSecrets ?? [], "asoSecrets"),
    ...(args.asoSecrets ?? []).flatMap((secret, index) =>
      asoSecretName(secret).endsWith(CLUSTER_SECRET)
        ? [
            issue(
              "aso-secret-taken",
              `asoSecrets[${index}].name`,
              `Cannot write Secret ${show(asoSecretName(secret))}: CAPZ writes that of a cluster by such a name; use another name`,
            ),
          ]
        : [],
    ),
  ]);
}

/** Every fault of the identity of Azure Service Operator that can be seen before anything is created. */
export function checkAsoCredential(args: AsoCredentialArgs): Issue[] {
  return ifShaped(readAsoCredentialArgs, args, () => [
    ...checkControllerIdentity(identityOf(args, args.subscriptionRoles), asoAccounts(args.controllerNamespace)),
    ...checkSecrets(args.secrets, "secrets"),
    ...(args.secrets.length > 0
      ? []
      : [
          issue(
            "aso-secrets-missing",
            "secrets",
            "Cannot lead the operator to its identity without a Secret: name a namespace",
          ),
        ]),
  ]);
}

/** Faults of an AzureClusterIdentity as it will be stored, after the program's own transforms. */
export function checkClusterIdentitySpec(
  spec: unknown,
  expected: ClusterIdentitySpec | undefined,
): Issue[] | undefined {
  if (expected === undefined) return undefined;
  if (sameData(spec, expected)) return [];
  const fault = `Cannot store another AzureClusterIdentity than what was asked for: a transform made it ${JSON.stringify(spec)}; say in clusterIdentity which namespaces may use it`;
  return [issue("capz-cluster-identity-changed", "clusterIdentity", fault)];
}

function ifShaped<T extends object>(read: Read<T>, args: T, check: () => Issue[]): Issue[] {
  const misshapen = checkShape(read, args);
  return [...unknownArguments(read, args), ...(misshapen.length > 0 ? misshapen : check())];
}

function identityOf<T extends object>(args: T, subscriptionRoles: string[] = []): T & { subscriptionRoles: string[] } {
  return { ...args, subscriptionRoles };
}

/** An identity that no namespace may use is one that no cluster works with; one that any may use is asked for by its name. */
function checkClusterIdentity(args: CapzClusterIdentityArgs, written: boolean): Issue[] {
  const { namespace, name, allowedNamespaces, allowedNamespaceSelector: selector, allowEveryNamespace } = args;
  const says = allowedNamespaces !== undefined || selector !== undefined;
  return [
    ...checkNamespace(namespace, "namespace"),
    ...(name === undefined ? [] : checkObjectName(name, "name")),
    ...(name === undefined && !written
      ? [
          issue(
            "capz-cluster-identity-unnamed",
            "name",
            "Cannot refer to an object without a name that nobody writes: set name",
          ),
        ]
      : []),
    ...(allowedNamespaces ?? []).flatMap((each, index) => checkNamespace(each, `allowedNamespaces[${index}]`)),
    ...issuesUnder("allowedNamespaceSelector", checkSelector(selector)),
    ...(says && allowEveryNamespace === true
      ? [
          issue(
            "capz-namespaces-ambiguous",
            "allowEveryNamespace",
            "Cannot allow every namespace and only some: leave out one of them",
          ),
        ]
      : []),
    ...(allowEveryNamespace === true || (allowedNamespaces ?? []).length > 0 || selectsAny(selector)
      ? []
      : [
          issue(
            "capz-namespaces-none",
            selector === undefined ? "allowedNamespaces" : "allowedNamespaceSelector",
            `Cannot make an identity that no cluster may use: ${says ? "an empty list or selector is no namespace" : "CAPZ allows none where none is named"}; name the clusters' namespaces in allowedNamespaces`,
          ),
        ]),
  ];
}

/** CAPZ takes an empty selector for none, unlike Kubernetes elsewhere. */
function selectsAny(selector: CapzClusterIdentityArgs["allowedNamespaceSelector"]): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return Object.keys(matchLabels).length > 0 || matchExpressions.length > 0;
}

const checkLabelKey = checkForm(
  "capz-selector-invalid",
  "label",
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  "1 to 63 letters, digits, -, _ or dots, after a domain and a slash if it has one",
);
const checkLabelValue = checkForm(
  "capz-selector-invalid",
  "label value",
  /^(?=.{0,63}$)([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  "at most 63 letters, digits, -, _ or dots, with a letter or digit at both ends",
);

/** The API server stores a selector that is none, and CAPZ then lets no cluster use the identity. */
function checkSelector({ matchLabels = {}, matchExpressions = [] }: CapzNamespaceSelector = {}): Issue[] {
  return [
    ...Object.entries(matchLabels).flatMap(([key, value]) => [
      ...checkLabelKey(key, `matchLabels[${show(key)}]`),
      ...checkLabelValue(value, `matchLabels[${show(key)}]`),
    ]),
    ...matchExpressions.flatMap(({ key, operator, values = [] }, index) => {
      const needsValues = operator === "In" || operator === "NotIn";
      const fix = needsValues ? "name at least one" : "leave out values";
      return issuesUnder(`matchExpressions[${index}]`, [
        ...checkLabelKey(key, "key"),
        ...values.flatMap((value, at) => checkLabelValue(value, `values[${at}]`)),
        ...(needsValues === values.length > 0
          ? []
          : [
              issue(
                "capz-selector-invalid",
                "values",
                `Cannot use operator ${show(operator)} with ${values.length} values: ${fix}`,
              ),
            ]),
      ]);
    }),
  ];
}

function checkSecrets(secrets: readonly AsoSecretArgs[], path: string): Issue[] {
  const written = new Set<string>();
  return secrets.flatMap((secret, index) => {
    const name = asoSecretName(secret);
    const place = `${secret.namespace}/${name}`;
    const isTwice = written.size === written.add(place).size;
    return issuesUnder(`${path}[${index}]`, [
      ...checkNamespace(secret.namespace, "namespace"),
      ...checkObjectName(name, "name"),
      ...(isTwice
        ? [issue("aso-secret-written-twice", "", `Cannot write Secret ${show(place)} twice: remove one`)]
        : []),
      ...(name === CONTROLLER_SETTINGS
        ? [
            issue(
              "aso-secret-taken",
              "name",
              `Cannot write Secret ${show(name)}: the operator's chart does; use another name`,
            ),
          ]
        : []),
    ]);
  });
}
