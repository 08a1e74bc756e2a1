import type { AwsPodIdentityArgs } from "../args";

/** Whom EKS Pod Identity lets in besides, as a proof says it. */
export function podIdentityClaim(
  count: number,
  { disableSessionTags }: Pick<AwsPodIdentityArgs, "disableSessionTags">,
): string {
  return disableSessionTags === true
    ? `through EKS Pod Identity without session tags every ServiceAccount of the named clusters that anybody associates with the role: not the ${count} named ServiceAccount(s) alone`
    : `through EKS Pod Identity the ${count} named ServiceAccount(s) of the named clusters as far as they are associated with the role`;
}
