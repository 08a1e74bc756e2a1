import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiClient } from "./client";
import { ifFound } from "./errors";

interface StoredRole {
  id: string;
  name: string;
  display_name?: string;
}

const PAGE_SIZE = 300;

/** The id of a role or policy that is given by id, display name (`OBS ReadOnlyAccess`) or internal name (`te_admin`). */
export async function resolveRole(client: HuaweiClient, role: string): Promise<string> {
  if (/^[0-9a-f]{32}$/.test(role)) return role;
  const scopes: Record<string, string>[] = [{}, { domain_id: await client.domainId() }];
  for (const scope of scopes) {
    const found = (await listRoles(client, scope)).filter(
      ({ name, display_name }) => display_name === role || name === role,
    );
    const [first, second] = found;
    if (second !== undefined) {
      throw new WorkloadIdentityError(
        "huawei-role-ambiguous",
        `Cannot assign role ${show(role)}: ${found.length} roles are called that; give the id of one of ${found.map(({ id }) => id).join(", ")}`,
      );
    }
    if (first !== undefined) return first.id;
  }
  throw new WorkloadIdentityError(
    "huawei-role-unknown",
    `Cannot assign role ${show(role)}: no role or custom policy of the account is called that; expected a display name such as "OBS ReadOnlyAccess" or an id`,
  );
}

/** System roles, or with a domain the custom policies of that account. */
async function listRoles(client: HuaweiClient, scope: Record<string, string>): Promise<StoredRole[]> {
  const roles: StoredRole[] = [];
  for (let page = 1; ; page++) {
    const answer = await ifFound(
      client.request<{ roles: StoredRole[] }>({
        service: "iam",
        method: "GET",
        path: "/v3/roles",
        query: { ...scope, page: String(page), per_page: String(PAGE_SIZE) },
      }),
    );
    roles.push(...(answer?.roles ?? []));
    if ((answer?.roles.length ?? 0) < PAGE_SIZE) return roles;
  }
}
