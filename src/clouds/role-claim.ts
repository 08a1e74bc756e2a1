/** What a component may say of its role's trust policy, in the output `proof`. */
export function roleClaim(owned: boolean, subjects: number): string {
  return owned
    ? `proved: the whole trust policy admits exactly ${subjects} ServiceAccount(s), provided each OIDC provider accepts only this audience`
    : "not proved: the role is external, its trust policy is managed elsewhere; add the statements of trustPolicy to it";
}
