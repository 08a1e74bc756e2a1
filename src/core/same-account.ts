import type { Issue } from "./issue";
import { issue } from "./issue";
import { show } from "./show";

/** Something that a program names by its vendor's name, and where. */
export interface NamedResource {
  readonly path: string;
  /** Its name, or anything else while that is not known. */
  readonly name: unknown;
}

/**
 * Faults of what stands in another account than the first: a role, its policies and the OIDC providers that it trusts share one. Names
 * without an account and names that are not known yet are left out.
 */
export function checkSameAccount(
  named: readonly NamedResource[],
  accountOf: (name: string) => string | undefined,
  code: string,
): Issue[] {
  const placed = named.flatMap(({ path, name }) => {
    const account = typeof name === "string" ? accountOf(name) : undefined;
    return account === undefined ? [] : [{ path, name, account }];
  });
  const [first, ...others] = placed;
  return others
    .filter(({ account }) => account !== first?.account)
    .map(({ path, name }) =>
      issue(
        code,
        path,
        `Cannot use ${show(name)} together with ${show(first?.name)}: they are of two accounts, and a role lets tokens in through OIDC providers of its own account alone; register the issuer in the role's account`,
      ),
    );
}
