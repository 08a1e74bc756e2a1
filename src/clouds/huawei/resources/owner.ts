import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { checkHuaweiDescription, checkHuaweiOwner } from "../values";

/** Inputs of resources that say in their description who made them. */
export interface HuaweiOwnedInputs {
  /** Who makes the resource, for example `project/stack`: a creation that finds the resource takes it only from the same owner. */
  owner: string;
  /** None by default. */
  description?: string;
}

const MARK = /(?:^| )\(pulumi-workload-identity ([^()]+)\)$/;

/** The description as it is stored. */
export function ownedDescription({ description, owner }: HuaweiOwnedInputs): string {
  const mark = `(pulumi-workload-identity ${owner})`;
  return description === undefined || description === "" ? mark : `${description} ${mark}`;
}

/** Description and owner in a stored description; the owner is empty where none is named. */
export function readDescription(stored: string | undefined): HuaweiOwnedInputs {
  const [mark, owner] = MARK.exec(stored ?? "") ?? ["", ""];
  const description = (stored ?? "").slice(0, (stored ?? "").length - mark.length);
  return { owner: owner ?? "", ...(description === "" ? {} : { description }) };
}

/** Takes what exists under the name of a new resource, or refuses it: it is somebody else's. */
export function adopted<T extends { description?: string }>(found: T | undefined, what: string, owner: string): T {
  if (found !== undefined && readDescription(found.description).owner === owner) return found;
  const whose = found === undefined ? "which cannot be found" : `which ${show(owner)} did not make`;
  throw new WorkloadIdentityError(
    "huawei-name-taken",
    `Cannot create ${what}: the account has one of that name, ${whose}; choose another name, or use the existing one by its id`,
  );
}

export function checkOwned({ owner, description }: HuaweiOwnedInputs): Issue[] {
  return [...checkHuaweiOwner(owner, "owner"), ...checkHuaweiDescription(description, "description")];
}
