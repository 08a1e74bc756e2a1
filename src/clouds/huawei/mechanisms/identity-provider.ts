import * as pulumi from "@pulumi/pulumi";
import { claimedLater, newOneOf, programClaims } from "../../../component/claims";
import { clusterWords, formerNames } from "../../../component/cluster-words";
import { derivedName } from "../../../component/derived-name";
import { groupByIssuer, readIssuer } from "../../../component/issuers";
import { claimPhysicalName } from "../../../component/physical-names";
import { Placeholders, placeholderIssuer } from "../../../component/placeholders";
import { wiringsByIssuer } from "../../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../../component/proof-hook";
import { sameIssuerBy } from "../../../component/same-issuer";
import { settled } from "../../../component/settled-value";
import { assertNoIssues } from "../../../component/validation-error";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { shortHash } from "../../../core/short-hash";
import { show } from "../../../core/show";
import { parseSubjectClaim, subjectClaim } from "../../../core/subject";
import { huaweiAccountWords } from "../account-words";
import type {
  HuaweiIdentity,
  HuaweiIssuer,
  HuaweiRegistration,
  HuaweiSubject,
  HuaweiWorkloadIdentityArgs,
} from "../args";
import { HuaweiConversionRuleResource, HuaweiGroupResource } from "../dynamic-provider";
import { huaweiStackOwner } from "../stack-owner";
import { huaweiRuleOf } from "../trust";
import { huaweiIdentityProviderWiring } from "../wiring";
import type { HuaweiCreated } from "./created-identity";
import { huaweiPodSettings } from "./created-identity";
import { createHuaweiGroupPolicies, createHuaweiGroupRoles } from "./group-grants";
import { registrationsByUrl } from "./other-subjects";
import type { HuaweiRuleProvider, HuaweiRuleSubject } from "./rule-proof";
import { huaweiNotRegistered, huaweiRuleFaults } from "./rule-proof";

/** Identity providers store keys, so clusters with one URL have one each. */
export const sameHuaweiIssuer = sameIssuerBy(["huawei", "jwks"]);

/** What IAM allows is 128 characters; names are cut earlier, for people. */
const GROUP_NAME_MAX_LENGTH = 64;

/** The first look: every rule, with a placeholder for each value that is not known yet. */
export function checkGroupIdentity(args: HuaweiWorkloadIdentityArgs): Issue[] {
  const { existingGroup, groupName } = args;
  const placeholders = new Placeholders();
  const group = placeholders.of(existingGroup?.name ?? groupName ?? "unknown", (word) => word);
  const taken = new Set<string>();
  return ruleSubjects(args).flatMap((subject) => {
    const { url, entry, literal } = readIssuer<HuaweiRegistration>(subject.issuer, "huawei");
    if (literal && entry === undefined) return [huaweiNotRegistered(url, subject.path)];
    if (taken.has(subject.suffix)) return [keyMissing(subject)];
    taken.add(subject.suffix);
    const issuer = placeholders.of(url, placeholderIssuer);
    const provider = { id: "unknown", mappingId: "unknown", issuer, clientId: "unknown-client" };
    return huaweiRuleFaults({ mappingId: "unknown", rule: huaweiRuleOf(subject.sub, group) }, provider, subject, group);
  });
}

/** A user group, its grants, and one conversion rule for each ServiceAccount. */
export function createGroupIdentity(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiWorkloadIdentityArgs,
): HuaweiCreated {
  const { connection, description, existingGroup } = args;
  const planned = ruleSubjects(args);
  const claim = ruleClaims(parent, name, connection);
  assertNoIssues(
    name,
    planned.flatMap((subject) => claim(plainMapping(subject), subject)),
    parent,
  );
  const owned = {
    owner: huaweiStackOwner(args.owner),
    ...(connection === undefined ? {} : { connection }),
  };
  const chosenName = args.groupName ?? derivedName(`${name}-group`, GROUP_NAME_MAX_LENGTH);
  if (existingGroup === undefined) {
    const account = huaweiAccountWords(connection);
    claimPhysicalName(parent, name, { argument: "groupName", what: "user group", value: chosenName, account });
  }
  const group =
    existingGroup === undefined
      ? new HuaweiGroupResource(
          `${name}-group`,
          {
            name: chosenName,
            ...owned,
            ...(description === undefined ? {} : { description }),
          },
          { parent, ignoreChanges: args.groupName === undefined ? ["name"] : [] },
        )
      : undefined;
  const groupName = group?.name ?? pulumi.output(existingGroup?.name ?? "");
  const groupId = group?.id ?? pulumi.output(existingGroup?.id ?? "");
  createHuaweiGroupRoles(parent, name, args, groupId);
  createHuaweiGroupPolicies(parent, name, args, groupId);

  const providers = planned.map((subject) => {
    const provider = ruleProvider(subject);
    const rule = groupName.apply((known): object => huaweiRuleOf(subject.sub, known));
    const names = {
      name: `${name}-rule-${subject.suffix}`,
      aliases: subject.formerSuffixes.map((each) => ({ name: pulumi.interpolate`${name}-rule-${each}` })),
    };
    const claimed = claimedLater(provider, ({ mappingId }) => claim(mappingId, subject));
    createRule(parent, names, { ...owned, rule, groupName, subject, provider, claimed });
    return provider;
  });
  const first = providers[0] as pulumi.Output<HuaweiRuleProvider>;
  const identity: pulumi.Output<HuaweiIdentity> = pulumi.output({
    groupName,
    identityProviderId: first.id,
    clientId: first.clientId,
    trust: groupName.apply((known) => JSON.stringify(rulesOf(planned, known))),
    proof: proved(planned),
  });
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(args.subjects, "huawei", sameHuaweiIssuer);
  return {
    identity,
    wirings: wiringsByIssuer(groups, (group) => {
      const { clientId, id } = ruleProvider(group.subjects[0] as HuaweiSubject);
      return huaweiIdentityProviderWiring<pulumi.Input<string>>({
        ...huaweiPodSettings(args, clientId),
        identityProviderId: id,
        ...(args.iamEndpoint === undefined ? {} : { iamEndpoint: args.iamEndpoint }),
      });
    }),
  };
}

interface RuleNames {
  name: string;
  /** Names that it may have been deployed under. */
  aliases: pulumi.Alias[];
}

interface RuleArgs {
  connection?: HuaweiWorkloadIdentityArgs["connection"];
  owner: string;
  rule: pulumi.Output<object>;
  groupName: pulumi.Output<string>;
  subject: PlannedRule;
  provider: pulumi.Output<HuaweiRuleProvider>;
  /** Faults of a mapping that another workload writes such a rule into. */
  claimed: () => Issue[];
}

/** Claims the rule of a subject, in the mapping of its cluster: of two, IAM would take both for one user. */
function ruleClaims(owner: pulumi.Resource, name: string, connection: HuaweiWorkloadIdentityArgs["connection"]) {
  const claim = programClaims("huawei-rule", owner, name);
  return (cluster: unknown, { sub, path }: PlannedRule): Issue[] => {
    const first = claim([...huaweiAccountWords(connection), cluster, sub], true);
    if (first === undefined) return [];
    const fix = `Leave ${show(sub)} out of ${newOneOf(first.name, name)}, and let the other grant what it needs`;
    const why = "each puts it into a user group, and an identity provider has one rule for it";
    return [issue("huawei-user-name-taken", path, `${fix}: ${why}`)];
  };
}

/** The mapping of a subject's issuer where the program writes it down, and the issuer itself where it is known later. */
function plainMapping({ issuer }: PlannedRule): unknown {
  const { plainEntry } = readIssuer<HuaweiRegistration>(issuer, "huawei");
  return plainEntry?.mappingId ?? plainEntry?.identityProviderId ?? issuer;
}

/** The rule of one subject among those of its issuer's identity provider, proved on its own. */
function createRule(parent: pulumi.Resource, { name: logicalName, aliases }: RuleNames, args: RuleArgs): void {
  const { connection, owner, rule, groupName, subject, provider, claimed } = args;
  const final = settled(pulumi.all([provider, groupName, rule]));
  const check = (stored: Record<string, unknown>): Issue[] | undefined => {
    const [own, group] = final.value() ?? [];
    return own === undefined || group === undefined
      ? undefined
      : [...claimed(), ...huaweiRuleFaults(stored, own, subject, group)];
  };
  const mappingId = provedUnderMocks(
    final.output.apply(([own, , document]) => ({ mappingId: own.mappingId, rule: document })),
    (stored) => check(stored) ?? [],
  ).mappingId;
  new HuaweiConversionRuleResource(
    logicalName,
    {
      mappingId,
      rule,
      owner,
      shared: provider.apply(({ shared }) => shared === true),
      ...(connection === undefined ? {} : { connection }),
    },
    {
      parent,
      aliases,
      hooks: proofHooks(`trust of rule ${logicalName}`, ["mappingId", "rule"], check),
    },
  );
}

/** The identity provider of a subject's issuer. */
function ruleProvider(subject: Pick<PlannedRule, "issuer">): pulumi.Output<HuaweiRuleProvider> {
  const { url, entry } = readIssuer<HuaweiRegistration>(subject.issuer, "huawei");
  const { entry: jwks } = readIssuer<string>(subject.issuer, "jwks");
  return pulumi.all([url, entry, jwks]).apply(([issuer, registration, keys]): HuaweiRuleProvider => {
    const { identityProviderId: id = "", clientId = "", signingKey, sharedMapping } = registration ?? {};
    return {
      id,
      issuer,
      clientId,
      // The resource looks at its inputs before the hook does, which alone can say that the issuer is not registered.
      mappingId: registration?.mappingId ?? (id === "" ? "unregistered" : id),
      ...(sharedMapping === undefined ? {} : { shared: sharedMapping }),
      ...(signingKey === undefined ? {} : { signingKey }),
      ...(typeof keys === "string" ? { jwks: keys } : {}),
    };
  });
}

/** A rule to be. */
interface PlannedRule extends HuaweiRuleSubject {
  issuer: pulumi.Input<HuaweiIssuer>;
  /** Ends the rule's logical name: its subject alone decides it, so that taking one away is one delete. */
  suffix: string;
  /** Suffixes that it may have been deployed under. */
  formerSuffixes: pulumi.Input<string>[];
  /** Where the program says it. */
  path: string;
}

function ruleSubjects({ subjects, others = {} }: HuaweiWorkloadIdentityArgs): PlannedRule[] {
  const known = registrationsByUrl(subjects);
  const words = clusterWords(subjects, shortHash);
  return [
    ...subjects.map(({ issuer, namespace, serviceAccount }, index): PlannedRule => {
      const { word } = words[index]!;
      const suffixOf = (cluster: string | undefined) =>
        [`${namespace}.${serviceAccount}`, cluster].filter((part) => part !== undefined).join("-");
      return {
        sub: subjectClaim({ namespace, serviceAccount }),
        isOther: false,
        issuer,
        suffix: suffixOf(word),
        formerSuffixes: formerNames(words[index]!, suffixOf),
        path: "subjects",
      };
    }),
    ...(others.subjects ?? []).map(({ issuer, subject, registration }, index): PlannedRule => {
      const words = subject.replace(/[^A-Za-z0-9.-]+/g, "-").slice(0, 40);
      const suffix = `other-${words}-${shortHash(`${issuer} ${subject}`)}`;
      const same = registration === undefined ? known.get(issuer) : { url: issuer, huawei: registration };
      const path = `others.subjects[${index}].registration`;
      return { sub: subject, isOther: true, issuer: same ?? { url: issuer }, suffix, formerSuffixes: [], path };
    }),
  ];
}

/** The rules of all subjects, those of ServiceAccounts first. */
function rulesOf(planned: readonly PlannedRule[], group: string): object[] {
  const rules = (isOther: boolean) => {
    const claims = planned.filter((rule) => rule.isOther === isOther).map(({ sub }) => sub);
    return [...new Set(claims)].sort().map((sub) => huaweiRuleOf(sub, group));
  };
  return [...rules(false), ...rules(true)];
}

function keyMissing({ sub }: PlannedRule): Issue {
  const { namespace = "", serviceAccount = "" } = parseSubjectClaim(sub) ?? {};
  return issue(
    "huawei-subject-key-missing",
    "subjects",
    `Cannot name two rules for ServiceAccount ${show(`${namespace}/${serviceAccount}`)}: two issuers have it, and their URLs are outputs or equal; set key to a short name of the cluster on the subjects of the new cluster only; what is deployed without one keeps its name`,
  );
}

function proved(planned: readonly PlannedRule[]): string {
  const others = planned.filter(({ isOther }) => isOther).length;
  const who = `exactly ${planned.length - others} ServiceAccount(s)${others === 0 ? "" : ` and ${others} other(s) that are named`}`;
  return `proved: the ${planned.length} conversion rule(s) that this program adds admit ${who}; the rules of one identity provider belong to one stack, and others that name the group were not looked at`;
}
