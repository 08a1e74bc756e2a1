import { show } from "../show";
import type { PolicyDocument, PolicyStatement } from "./document";
import type { FederatedProvider, FederatedTrust, FederationDialect, StorageLimits } from "./federation";

/** Longest issuer in characters that any vendor of this policy language registers. */
const ISSUER_MAX_LENGTH = 255;

/** Why the vendor would not store a policy and its providers as they are: what it would make of them nobody says. */
export function notStored({ document, providers }: FederatedTrust, dialect: FederationDialect): string[] {
  const { stores, refuses = () => undefined } = dialect;
  const statements = document.statements.flatMap((statement) =>
    [refuses(statement), emptyPart(statement), repeatedKey(statement, dialect)].map(
      (why) => why && `${statement.label} would not be stored: ${why}`,
    ),
  );
  const registered = [...providers.byReference.values()].map((provider) => {
    const why = notRegistered(provider, stores);
    return why && `provider ${show(provider.reference)} would not be stored: ${why}`;
  });
  return [...notWritten(document, stores), ...statements, ...registered].filter((why) => why !== undefined);
}

function notWritten({ statements, text }: PolicyDocument, { policyLength, characters }: StorageLimits): string[] {
  const doubts: string[] = [];
  const doubt = (why: string) => doubts.push(`the policy would not be stored: ${why}`);
  if (policyLength !== undefined && text.length > policyLength) {
    doubt(`it has ${text.length} characters without white space, at most ${policyLength} are stored; use several`);
  }
  if (characters?.test(text) === false) doubt("it has a character that no policy can have; write it in ASCII");
  if (statements.length === 0) doubt("it has no statement");
  const sids = new Set<string>();
  for (const { sid } of statements) {
    if (sid !== "" && sids.size === sids.add(sid).size) doubt(`Sid ${show(sid)} stands twice; rename one`);
  }
  return doubts;
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
  const seen = new Set<string>();
  const repeated = conditions.find(({ operator, key }) => {
    const one = `${operator} ${names.oneKey!(key)}`;
    return seen.size === seen.add(one).size;
  });
  return repeated && `its ${repeated.operator} has ${show(repeated.key)} twice; write one list of values`;
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
