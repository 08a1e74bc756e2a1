import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../../core/short-hash";
import { checkHuaweiOwner } from "./values";

/** Who makes the resources of this program, as it is written down in the account. */
export function huaweiStackOwner(given?: string): string {
  if (given !== undefined) return given;
  const owner = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return checkHuaweiOwner(owner, "owner").length === 0 ? owner : `stack-${shortHash(owner)}`;
}
