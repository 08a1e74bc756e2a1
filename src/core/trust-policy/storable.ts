import { show } from "../show";
import type { PolicyDocument, PolicyStatement } from "./document";
import type { FederatedProvider, FederatedTrust, FederationDialect, StorageLimits } from "./federation";

/** Longest issuer in characters that any vendor of this policy language registers. */
const ISSUER_MAX_LENGTH = 255;

/** JSON writes a character as six at most, and a member with quotes and commas as fewer. */
const JSON_GROWTH = 6;

/** Why the vendor would not store a policy and its providers as they are: what it would make of them nobody says. */
export function notStored({ document, providers }: FederatedTrust, dialect: FederationDialect): string[] {
  const doubts: string[] = [];
  const doubt = (what: string, why: string | undefined) => {
    if (why !== undefined) doubts.push(`${what} would not be stored: ${why}`);
  };
  doubt("the policy", tooLong(document, dialect.stores));
  if (document.statements.length === 0) doubt("the policy", "it has no statement");
  for (let i = 0; i < document.statements.length; i++) {
    const statement = document.statements[i]!;
    doubt(statement.label, dialect.refuses?.(statement));
    doubt(statement.label, emptyPart(statement));
    doubt(statement.label, repeatedKey(statement, dialect));
    const isRepeated = statement.sid !== "" && document.statements.findIndex(({ sid }) => sid === statement.sid) < i;
    if (isRepeated) doubt(statement.label, `Sid ${show(statement.sid)} stands twice; rename one`);
  }
  for (const provider of providers.byReference.values()) {
    const why = notRegistered(provider, dialect.stores);
    if (why !== undefined) doubt(`provider ${show(provider.reference)}`, why);
  }
  return doubts;
}

function tooLong({ size, length }: PolicyDocument, { policyLength }: StorageLimits): string | undefined {
  if (policyLength === undefined || (size.characters + size.members) * JSON_GROWTH <= policyLength) return undefined;
  const seen = length();
  if (seen <= policyLength) return undefined;
  return `it has ${seen} characters without white space, at most ${policyLength} are stored; use several`;
}

function emptyPart({ principals, actions, conditions }: PolicyStatement): string | undefined {
  if (principals.length === 0 || principals.some(({ value }) => value === "")) return "it names an empty principal";
  if (actions.length === 0 || actions.includes("")) return "it names an empty action";
  const without = conditions.find(({ key, values }) => key === "" || values.length === 0);
  return without && `its ${without.operator} compares ${show(without.key)} with nothing`;
}

/** Keys that the vendor takes for one, under one operator: which of them would count is not documented. */
function repeatedKey({ conditions }: PolicyStatement, { names }: FederationDialect): string | undefined {
  if (names?.oneKey === undefined || conditions.length < 2) return undefined;
  // The keys of one operator stand side by side.
  let seen = new Set<string>();
  let last = conditions[0]!.operator;
  for (const { operator, key } of conditions) {
    if (operator !== last) seen = new Set();
    last = operator;
    if (seen.size === seen.add(names.oneKey(key)).size) {
      return `its ${operator} has ${show(key)} twice; write one list of values`;
    }
  }
  return undefined;
}

function notRegistered({ issuer, clientIds }: FederatedProvider, stores: StorageLimits): string | undefined {
  if (issuer.length > ISSUER_MAX_LENGTH)
    return `its issuer has ${issuer.length} characters, at most ${ISSUER_MAX_LENGTH} are stored`;
  if (!stores.issuer.test(issuer)) return `${show(issuer)} is no issuer that the vendor registers`;
  if (clientIds.length > stores.clientIds)
    return `it has ${clientIds.length} client ids, at most ${stores.clientIds} are stored`;
  const wrong = clientIds.find((id) => id === "" || id.length > stores.clientIdLength);
  return wrong === undefined
    ? undefined
    : `its client id ${show(wrong)} has not 1 to ${stores.clientIdLength} characters`;
}
