import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { readMapping } from "../api/mappings";
import { checkHuaweiIdentityProviderId, checkHuaweiOwner, HUAWEI_CONDITIONS_PER_RULE } from "../values";
import { withMappingLock, writeMapping } from "./mapping";
import type { MappingOwner } from "./mapping-rules";
import { claimedRules, isCatchAllRule, isRenderedRule, markedRules, sameRules, userNameOfRule } from "./mapping-rules";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/**
 * One rule among those of an identity provider. All of them are one document, which every rule reads, changes and writes back; the
 * user name tells them apart. Its id is `<mapping>/<user name>`.
 */
export interface HuaweiConversionRuleInputs extends HuaweiResourceInputs {
  mappingId: string;
  /** The vendor's own rule, with a literal user name. */
  rule: object;
  /** Whose the rules of this mapping are, for example `project/stack`. */
  owner: string;
  /** True for the mapping of an identity provider that is managed elsewhere: its rules stay. False by default. */
  shared?: boolean;
}

type Inputs = HuaweiConversionRuleInputs;

export const huaweiConversionRule: HuaweiResource<Inputs> = {
  inputs: ["connection", "mappingId", "rule", "owner", "shared"],
  replaceOn: ["mappingId"],
  name: ["mappingId"],
  normalize: (inputs) => ({ shared: false, ...inputs }),
  check: checkRule,
  async create(client, inputs) {
    const name = nameOf(inputs);
    await change(client, inputs, (rules) => {
      const found = rules.find((rule) => userNameOfRule(rule) === name);
      if (found === undefined) return [...rules, inputs.rule];
      if (same(found, inputs.rule)) return rules;
      if (!isHandedOver(found, inputs)) throw nameTaken(inputs, name);
      return rules.map((rule) => (rule === found ? inputs.rule : rule));
    });
    return { id: `${inputs.mappingId}/${name}`, outputs: inputs };
  },
  async read(client, _id, outputs) {
    const name = nameOf(outputs);
    const rule = (await readMapping(client, outputs.mappingId))?.find((each) => userNameOfRule(each) === name);
    if (rule === undefined) return undefined;
    return { ...outputs, rule: same(rule, outputs.rule) ? outputs.rule : rule };
  },
  async update(client, _id, olds, news) {
    const oldName = nameOf(olds);
    const name = nameOf(news);
    await change(client, news, (rules) => {
      const stored = rules.find((rule) => userNameOfRule(rule) === oldName);
      if (stored !== undefined && !same(stored, olds.rule) && !same(stored, news.rule)) {
        throw new WorkloadIdentityError(
          "huawei-rule-changed-elsewhere",
          `Cannot change the rule of user ${show(oldName)} in mapping ${show(news.mappingId)}: somebody else has changed it; look at it, then run: pulumi refresh`,
        );
      }
      if (name !== oldName && rules.some((rule) => userNameOfRule(rule) === name && !same(rule, news.rule))) {
        throw nameTaken(news, name);
      }
      const others = rules.filter((rule) => ![name, oldName].includes(userNameOfRule(rule) ?? ""));
      return [...others, news.rule];
    });
    return news;
  },
  async delete(client, _id, outputs) {
    const name = nameOf(outputs);
    if ((await readMapping(client, outputs.mappingId)) === undefined) return;
    await change(client, outputs, (rules) => rules.filter((rule) => userNameOfRule(rule) !== name));
  },
};

/** Under the lock: reads all rules, changes those of the owner, writes what is different and checks what was written. */
async function change(client: HuaweiClient, inputs: Inputs, edit: (rules: object[]) => object[]): Promise<void> {
  const { mappingId, owner, shared = false } = inputs;
  const whose: MappingOwner = { owner, shared };
  await withMappingLock(client, mappingId, async () => {
    const stored = await readMapping(client, mappingId);
    if (stored === undefined) {
      throw new WorkloadIdentityError(
        "huawei-mapping-missing",
        `Cannot add a rule to mapping ${show(mappingId)}: the account has no mapping of that name; give the mapping of an identity provider that exists`,
      );
    }
    const before = claimedRules(stored, mappingId, whose);
    const after = edit(before);
    const rules = markedRules(after, shared ? after.filter(isRenderedRule).length : after.length, whose);
    if (!sameRules(stored, rules)) await writeMapping(client, mappingId, rules);
  });
}

function nameOf({ rule }: Inputs): string {
  return userNameOfRule(rule) ?? "";
}

function same(one: object, other: object): boolean {
  return sameRules([one], [other]);
}

/** Whether another workload of this stack had the subject: a program gives it to one alone. */
function isHandedOver(found: object, { rule, shared = false }: Inputs): boolean {
  const whose = ({ remote }: { remote?: unknown }) => ({ remote });
  return !shared && same(whose(found), whose(rule));
}

function nameTaken({ mappingId }: Inputs, name: string): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "huawei-user-name-taken",
    `Cannot add a rule for user ${show(name)} to mapping ${show(mappingId)}: it has one for that name which says something else, and IAM would take both for one user`,
  );
}

/** The user name has to be literal: a claim in it would make many users of one rule, and names that IAM may refuse. */
function checkRule({ mappingId, rule, owner }: Inputs): Issue[] {
  const fault = (code: string, path: string, why: string) => [
    issue(code, path, `Cannot use the conversion rule: ${why}`),
  ];
  const issues = [...checkHuaweiIdentityProviderId(mappingId, "mappingId"), ...checkHuaweiOwner(owner, "owner")];
  const { local, remote } = (rule ?? {}) as { local?: unknown; remote?: unknown };
  const isList = (value: unknown): value is object[] =>
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "object" && item !== null);
  if (!isList(local) || !isList(remote)) {
    return [...issues, ...fault("huawei-rule-invalid", "rule", 'it needs the lists "local" and "remote"')];
  }
  const name = userNameOfRule(rule);
  if (name === undefined || !/^[A-Za-z][A-Za-z0-9 ._-]{0,63}$/.test(name)) {
    const expected = "expected 1 to 64 letters, digits, spaces or - _ . that begin with a letter, literally";
    issues.push(...fault("huawei-user-name-invalid", "rule.local", `its user name is ${show(name)}; ${expected}`));
  }
  if (isCatchAllRule(rule)) {
    issues.push(...fault("huawei-rule-catch-all", "rule.remote", 'it has only "__NAMEID__", which is everybody'));
  }
  if (remote.length > HUAWEI_CONDITIONS_PER_RULE) {
    const most = `at most ${HUAWEI_CONDITIONS_PER_RULE} are stored`;
    issues.push(...fault("huawei-rule-too-long", "rule.remote", `it has ${remote.length} conditions, ${most}`));
  }
  return issues;
}
