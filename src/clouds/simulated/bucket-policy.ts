import { isDeepStrictEqual } from "node:util";
import { jsonObject } from "../../core/json";
import { globOf } from "../../core/language/language";
import { contains } from "../../core/language/member";

interface Statement {
  Effect?: unknown;
  Principal?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

/** A reader of an object. */
export interface BucketReader {
  /** What `Principal` has to name: `*`, or a service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The one `Condition` that it fulfils. None by default. */
  readonly condition?: object;
}

/** Whether a bucket's policy lets somebody read an object. */
export function policyLetsRead(policy: unknown, reader: BucketReader): boolean {
  const { Statement: given = [] } = jsonObject(policy) as { Statement?: Statement | Statement[] };
  const fitting = [given].flat().filter((statement) => fits(statement, reader));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

/** Whether a policy lets everybody in without any condition. */
export function isPublicPolicy(policy: unknown): boolean {
  const { Statement: given = [] } = jsonObject(policy) as { Statement?: Statement | Statement[] };
  return [given]
    .flat()
    .some(({ Effect, Principal, Condition }) => Effect === "Allow" && Condition === undefined && names(Principal, "*"));
}

function fits({ Principal, Action, Resource, Condition }: Statement, reader: BucketReader): boolean {
  const matches = (patterns: unknown, text: string) =>
    [patterns].flat().some((pattern) => contains(globOf(String(pattern)), text) === true);
  const isForThis = Condition === undefined || isDeepStrictEqual(Condition, reader.condition);
  return (
    isForThis &&
    names(Principal, reader.principal) &&
    matches(Action, reader.action) &&
    matches(Resource, reader.resource)
  );
}

/** Principals are listed, by kind or alone; "*" is everybody. */
function names(principal: unknown, wanted: string): boolean {
  const isByKind = typeof principal === "object" && principal !== null && !Array.isArray(principal);
  return [isByKind ? Object.values(principal) : principal].flat(2).includes(wanted);
}
