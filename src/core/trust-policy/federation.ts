import { WorkloadIdentityError } from "../errors";
import type { Issue } from "../issue";
import { issue } from "../issue";
import { show } from "../show";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition, PolicyDocument, PolicyPrincipal, PolicyStatement } from "./document";
import { readPolicyDocument } from "./document";
import type { PrincipalNames } from "./others";
import type { Ternary } from "./ternary";

/** An issuer as a cloud account knows it. */
export interface FederatedProvider {
  /** How a trust policy names it. */
  readonly reference: string;
  readonly issuer: string;
  readonly clientIds: readonly string[];
}

/**
 * What a condition key is about: a claim, `absent` where no token of the issuer has it, `request` where it depends on more than the token.
 * `documented` and `other` are further claims of the issuer's, named after the last colon: no ServiceAccount token has them, those of
 * other issuers may. What a documented one says becomes the key's value, as the vendor lists it for this issuer.
 */
export type KeyMeaning = "iss" | "sub" | "aud" | "documented" | "other" | "absent" | "request";

/** What a vendor stores, as far as it documents it. */
export interface StorageLimits {
  /** Characters of a trust policy without white space. */
  readonly policyLength?: number;
  /** Matches an issuer that can be registered. */
  readonly issuer: RegExp;
  /** Client ids of one provider. */
  readonly clientIds: number;
  /** Characters of one client id. */
  readonly clientIdLength: number;
}

/** What a vendor's trust policies say about tokens of an OpenID Connect issuer, as plain data and two small look-ups. */
export interface FederationDialect extends PolicyDialect {
  /** The action that a token is exchanged by. */
  readonly action: string;
  /** The actions that a principal without a token becomes the identity by; all that there are for one who is not named. */
  entryActionsOf(principal: PolicyPrincipal | undefined): readonly string[];
  /** The vendor's words when it refuses. */
  readonly refusals: { readonly provider: string; readonly audience: string; readonly policy: string };
  /** How somebody without a token is named, where a program or an intent can name such. */
  readonly names?: PrincipalNames;
  /** The issuer in the name of a provider; `undefined` where the name has none. */
  issuerOf(reference: string): string | undefined;
  /** The account in the name of a provider; `undefined` where the name has none. */
  accountOf(reference: string): string | undefined;
  /**
   * Whom a principal stands for. `provider` is compared with the name of the token's provider, `anyone` includes every token,
   * `nobody` can match no caller, `others` are callers without a token.
   */
  standsFor(principal: PolicyPrincipal): "provider" | "anyone" | "nobody" | "others" | "unknown";
  /** Why the vendor cannot fetch the keys of an issuer; absent where nobody has looked into it. */
  unreachable?(issuer: string): string | undefined;
  readonly stores: StorageLimits;
  /** Claims beside subject and audience that become keys, by issuer, in lower case; absent where the vendor documents none. */
  readonly documentedClaims?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why the vendor would not store such a statement; `undefined` where it would. */
  refuses?(statement: PolicyStatement): string | undefined;
  /** What a condition key says about a token of this issuer. */
  claimOf(condition: Pick<PolicyCondition, "key" | "operator">, issuer: string): KeyMeaning;
}

/** The providers that were given with a trust policy, ready to be looked up. */
export interface FederatedProviders {
  readonly byReference: ReadonlyMap<string, FederatedProvider>;
  readonly byIssuer: ReadonlyMap<string, FederatedProvider>;
}

/** A trust policy and the providers it is about, as the policy language reads them. */
export interface FederatedTrust {
  readonly document: PolicyDocument;
  readonly providers: FederatedProviders;
}

/**
 * Reads a trust policy (the field `assumeRolePolicy` or the like at `path`) of the role with this ARN, where it is given; throws `code`
 * with every fault.
 */
export function readFederatedTrust(
  policy: unknown,
  providers: readonly FederatedProvider[],
  dialect: FederationDialect,
  path: string,
  code: string,
  roleArn?: string,
): FederatedTrust {
  const { document, issues } = readPolicyDocument(policy, dialect, path);
  const { byReference, byIssuer } = readProviders(providers, dialect, roleArn, issues);
  if (roleArn !== undefined && dialect.accountOf(roleArn) === undefined)
    issues.push(
      issue("policy-role-arn-invalid", "roleArn", `Cannot read ${show(roleArn)}: expected the ARN of a role`),
    );
  if (issues.length > 0) throw new WorkloadIdentityError(code, "Cannot read the trust policy:", issues);
  return { document, providers: { byReference, byIssuer } };
}

/**
 * The language of a vendor's policies as the role with this ARN reads it: providers of other accounts stand for nobody. Without an ARN
 * nothing is known of accounts.
 */
export function inAccountOf(role: string | undefined, dialect: FederationDialect): FederationDialect {
  const account = role === undefined ? undefined : dialect.accountOf(role);
  if (account === undefined) return dialect;
  return {
    ...dialect,
    standsFor: (principal) => {
      const whom = dialect.standsFor(principal);
      return whom === "provider" && isElsewhere(principal.value, account, dialect) ? "nobody" : whom;
    },
  };
}

/** Whether a provider stands in another account than this one. */
function isElsewhere(reference: string, account: string, { accountOf }: FederationDialect): boolean {
  const own = accountOf(reference);
  return own !== undefined && own !== account;
}

/** Far above what any vendor lets an account have (100). */
const MAX_PROVIDERS = 500;

/** An account has one provider for an issuer. Where the role's account is not known, it is that of the first provider. */
function readProviders(
  providers: readonly FederatedProvider[],
  dialect: FederationDialect,
  roleArn: string | undefined,
  issues: Issue[],
): FederatedProviders {
  const byReference = new Map<string, FederatedProvider>();
  const byIssuer = new Map<string, FederatedProvider>();
  if (providers.length > MAX_PROVIDERS) {
    const message = `Cannot read ${providers.length} providers: at most ${MAX_PROVIDERS} are read, more than any account has`;
    issues.push(issue("policy-too-large", "oidcProviders", message));
    return { byReference, byIssuer };
  }
  const roleAccount = roleArn === undefined ? undefined : dialect.accountOf(roleArn);
  let account: string | undefined;
  for (const [index, provider] of providers.entries()) {
    const { reference, issuer } = provider;
    const fault = (code: string, what: string) =>
      issues.push(issue(code, `oidcProviders[${index}]`, `Cannot list provider ${show(reference)} ${what}`));
    const own = dialect.accountOf(reference);
    account ??= own;
    const named = dialect.issuerOf(reference);
    if (roleArn === undefined && own !== undefined && own !== account) {
      const why = "a role takes tokens through providers of its own account alone";
      fault("policy-provider-account", `beside those of account ${show(account)}: ${why}`);
    } else if (named !== undefined && named !== issuer && folded(named) !== folded(issuer)) {
      fault("policy-provider-issuer", `for issuer ${show(issuer)}: it is the provider of ${show(named)}`);
    } else {
      // In another account than the role's it stands for nobody, and its issuer may have one in that of the role.
      const isNobody = roleAccount !== undefined && isElsewhere(reference, roleAccount, dialect);
      if (byReference.has(reference) || (byIssuer.has(issuer) && !isNobody)) {
        fault("policy-provider-repeated", `of ${show(issuer)}: an account has one provider for an issuer`);
      }
      byReference.set(reference, provider);
      if (!isNobody) byIssuer.set(issuer, provider);
    }
  }
  return { byReference, byIssuer };
}

/** How vendors write letter case and a last slash in a name is not documented; neither ever tells two clusters apart. */
function folded(issuer: string): string {
  return issuer.toLowerCase().replace(/\/$/, "");
}

/**
 * Whether a token of an issuer is this principal. A provider that is not among the given ones may stand for the issuer in its
 * name, and for any issuer that no given provider stands for where its name has none.
 */
export function isFederatedPrincipal(
  principal: PolicyPrincipal,
  issuer: string,
  providers: FederatedProviders,
  dialect: FederationDialect,
): Ternary {
  const whom = dialect.standsFor(principal);
  if (whom === "unknown") return "unknown";
  if (whom !== "provider") return whom === "anyone";
  const given = providers.byReference.get(principal.value);
  if (given !== undefined) return given.issuer === issuer;
  const named = dialect.issuerOf(principal.value);
  return (named === undefined ? !providers.byIssuer.has(issuer) : named === issuer) ? "unknown" : false;
}
