import * as pulumi from "@pulumi/pulumi";
import type { ClusterWords } from "../../../component/cluster-words";
import { clusterWords } from "../../../component/cluster-words";
import { derivedName } from "../../../component/derived-name";
import { groupByIssuer, readIssuer } from "../../../component/issuers";
import { shortHash } from "../../../component/logical-names";
import { wiringsByIssuer } from "../../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../../component/proof-hook";
import { sameCluster } from "../../../component/same-cluster";
import { settled } from "../../../component/settled-value";
import { Placeholders, placeholderIssuer } from "../../../component/symbolic";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiIdentity, HuaweiRegistration, HuaweiSubject, HuaweiWorkloadIdentityArgs } from "../args";
import { HuaweiConversionRuleResource, HuaweiGroupResource } from "../dynamic-provider";
import { huaweiStackOwner } from "../stack-owner";
import { renderHuaweiRules } from "../trust";
import { huaweiIdentityProviderWiring } from "../wiring";
import type { HuaweiCreated } from "./created-identity";
import { huaweiPodSettings } from "./created-identity";
import { createHuaweiGroupGrants } from "./group-grants";
import type { HuaweiRuleProvider } from "./rule-proof";
import { huaweiNotRegistered, huaweiRuleFaults } from "./rule-proof";

/** Identity providers store keys, so clusters with one URL have one each. */
export const sameHuaweiCluster = sameCluster(["huawei", "jwks"]);

/** What IAM allows is 128 characters; names are cut earlier, for people. */
const GROUP_NAME_MAX_LENGTH = 64;

/** The first look: every rule, with a placeholder for each value that is not known yet. */
export function checkGroupIdentity({ subjects, existingGroup, groupName }: HuaweiWorkloadIdentityArgs): Issue[] {
  const placeholders = new Placeholders();
  const group = placeholders.of(existingGroup?.name ?? groupName ?? "unknown", (word) => word);
  const taken = new Set<string>();
  const words = clusterWords(subjects, shortHash);
  return subjects.flatMap((subject, index) => {
    const { url, entry, literal } = readIssuer<HuaweiRegistration>(subject.issuer, "huawei");
    if (literal && entry === undefined) return [huaweiNotRegistered()];
    const suffix = ruleSuffix(subject, words[index]!.word);
    if (taken.has(suffix)) return [keyMissing(subject)];
    taken.add(suffix);
    const issuer = placeholders.of(url, placeholderIssuer);
    const provider = { id: "unknown", mappingId: "unknown", issuer, clientId: "unknown-client" };
    const [rule] = renderHuaweiRules([subject], group);
    return huaweiRuleFaults({ mappingId: "unknown", rule }, provider, subject, group);
  });
}

/** A user group, its grants, and one conversion rule for each ServiceAccount. */
export function createGroupIdentity(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiWorkloadIdentityArgs,
): HuaweiCreated {
  const { connection, description, existingGroup, subjects } = args;
  const owned = {
    owner: huaweiStackOwner(args.owner),
    ...(connection === undefined ? {} : { connection }),
  };
  const group =
    existingGroup === undefined
      ? new HuaweiGroupResource(
          `${name}-group`,
          {
            name: args.groupName ?? derivedName(`${name}-group`, GROUP_NAME_MAX_LENGTH),
            ...owned,
            ...(description === undefined ? {} : { description }),
          },
          { parent, ignoreChanges: args.groupName === undefined ? ["name"] : [] },
        )
      : undefined;
  const groupName = group?.name ?? pulumi.output(existingGroup?.name ?? "");
  createHuaweiGroupGrants(parent, name, args, group?.id ?? pulumi.output(existingGroup?.id ?? ""));

  const words = clusterWords(subjects, shortHash);
  const providers = subjects.map((subject, index) => {
    const provider = ruleProvider(subject);
    const { word, former } = words[index]!;
    const named = (cluster: ClusterWords["word"]) => `${name}-rule-${ruleSuffix(subject, cluster)}`;
    const names = { name: named(word), aliases: former.map((each) => ({ name: named(each) })) };
    const rule = groupName.apply((known) => renderHuaweiRules([subject], known)[0] as object);
    createRule(parent, names, { ...owned, rule, groupName, subject, provider });
    return provider;
  });
  const first = providers[0] as pulumi.Output<HuaweiRuleProvider>;
  const identity: pulumi.Output<HuaweiIdentity> = pulumi.output({
    groupName,
    identityProviderId: first.id,
    clientId: first.clientId,
    trust: groupName.apply((known) => JSON.stringify(renderHuaweiRules(subjects, known))),
    proof: claim(subjects.length),
  });
  const groups = groupByIssuer<HuaweiRegistration, HuaweiSubject>(subjects, "huawei", sameHuaweiCluster);
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
  subject: HuaweiSubject;
  provider: pulumi.Output<HuaweiRuleProvider>;
}

/** The rule of one ServiceAccount among those of its issuer's identity provider, proved on its own. */
function createRule(parent: pulumi.Resource, { name: logicalName, aliases }: RuleNames, args: RuleArgs): void {
  const { connection, owner, rule, groupName, subject, provider } = args;
  const final = settled(pulumi.all([provider, groupName, rule]));
  const check = (stored: Record<string, unknown>): Issue[] | undefined => {
    const [own, group] = final.value() ?? [];
    return own === undefined || group === undefined ? undefined : huaweiRuleFaults(stored, own, subject, group);
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
function ruleProvider(subject: HuaweiSubject): pulumi.Output<HuaweiRuleProvider> {
  const { url, entry } = readIssuer<HuaweiRegistration>(subject.issuer, "huawei");
  const { entry: jwks } = readIssuer<string>(subject.issuer, "jwks");
  return pulumi.all([url, entry, jwks]).apply(([issuer, registration, keys]): HuaweiRuleProvider => {
    const { identityProviderId: id = "", clientId = "", signingKey, sharedMapping } = registration ?? {};
    return {
      id,
      issuer,
      clientId,
      mappingId: registration?.mappingId ?? id,
      ...(sharedMapping === undefined ? {} : { shared: sharedMapping }),
      ...(signingKey === undefined ? {} : { signingKey }),
      ...(typeof keys === "string" ? { jwks: keys } : {}),
    };
  });
}

/** Names a rule by its subject alone, so that taking one away is one delete. */
function ruleSuffix({ namespace, serviceAccount }: HuaweiSubject, cluster: string | undefined): string {
  return [`${namespace}.${serviceAccount}`, cluster].filter((part) => part !== undefined).join("-");
}

function keyMissing({ namespace, serviceAccount }: HuaweiSubject): Issue {
  return issue(
    "huawei-subject-key-missing",
    "subjects",
    `Cannot name two rules for ServiceAccount ${show(`${namespace}/${serviceAccount}`)}: two issuers have it, and their URLs are outputs or equal; set key to a short name of the cluster on the subjects of the new cluster only; what is deployed without one keeps its name`,
  );
}

function claim(rules: number): string {
  return `proved: the ${rules} conversion rule(s) that this program adds admit exactly ${rules} ServiceAccount(s); the rules of one identity provider belong to one stack, and others that name the group were not looked at`;
}
