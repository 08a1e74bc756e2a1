import type { Agency, IamState, OidcProvider, PodIdentity } from "./iam-state";

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: string;
  path: RegExp;
  handle(ids: string[], body: Body, query: URLSearchParams, headers: Record<string, string>): Reply;
}

/** Bodies are taken as they come; a missing part answers 400 below. */
type Body = Record<string, Record<string, unknown>> & Record<string, unknown>;

const IDP = "/v3/OS-FEDERATION/identity_providers";

/** Keystone's form of a refusal, of the calls below `/v3/`. */
const keystone = (code: number, message: string, title: string): Reply => ({
  status: code,
  body: { error: { code, message, title } },
});
const notFound = (what: string, id: string) => keystone(404, `Could not find ${what}: ${id}.`, "Not Found");
const conflict = (what: string) => keystone(409, `Conflict occurred attempting to store ${what}.`, "Conflict");
const invalid = (message: string) => keystone(400, message, "Bad Request");
/** IAM's own form, of the calls below `/v3.0/` and `/v5/`. */
const refusal = (status: number, error_code: string, error_msg: string): Reply => ({
  status,
  body: { error_msg, error_code },
});

/** Every call that the resources make, with the status codes of the API references. */
export function iamRoutes(state: IamState): Route[] {
  const route = (method: string, path: string, handle: Route["handle"]): Route => ({
    method,
    path: new RegExp(`^${path.replaceAll("{}", "([^/]+)").replaceAll(".", "\\.")}$`),
    handle,
  });
  return [
    route("GET", "/v3/auth/domains", () => ok({ domains: [{ id: state.domainId, name: "example" }] })),
    route("GET", "/v3/projects", (_ids, _body, query) =>
      ok({ projects: state.projects.filter(({ name }) => name === query.get("name")) }),
    ),
    ...federation(state, route),
    ...groups(state, route),
    ...v5(state, route),
    ...clusters(state, route),
  ];
}

type MakeRoute = (method: string, path: string, handle: Route["handle"]) => Route;

function federation({ providers, mappings, protocols, configs }: IamState, route: MakeRoute): Route[] {
  const provider = (id: string) => ok({ identity_provider: { id, remote_ids: [], ...providers.get(id) } });
  const mapping = (id: string, status = 200): Reply => ({ status, body: { mapping: { id, rules: mappings.get(id) } } });
  const protocol = (id: string, status = 200): Reply => ({
    status,
    body: { protocol: { id: "oidc", mapping_id: protocols.get(id) } },
  });
  const config = (id: string, status = 200): Reply => ({ status, body: { openid_connect_config: configs.get(id) } });
  const rulesOf = (body: Body) => (body.mapping as { rules?: object[] } | undefined)?.rules;
  return [
    route("PUT", `${IDP}/{}`, ([id = ""], body) => {
      if (providers.has(id)) return conflict("identity_provider");
      const { sso_type = "virtual_user_sso", description = "", enabled = false } = body.identity_provider ?? {};
      providers.set(id, { sso_type, description, enabled } as never);
      return { ...provider(id), status: 201 };
    }),
    route("GET", `${IDP}/{}`, ([id = ""]) => (providers.has(id) ? provider(id) : notFound("Identity Provider", id))),
    route("PATCH", `${IDP}/{}`, ([id = ""], body) => {
      if (!providers.has(id)) return notFound("Identity Provider", id);
      providers.set(id, { ...providers.get(id)!, ...body.identity_provider });
      return provider(id);
    }),
    route("DELETE", `${IDP}/{}`, ([id = ""]) => {
      if (!providers.delete(id)) return notFound("Identity Provider", id);
      // The mapping stays.
      protocols.delete(id);
      configs.delete(id);
      return { status: 204 };
    }),
    route("PUT", "/v3/OS-FEDERATION/mappings/{}", ([id = ""], body) => {
      if (mappings.has(id)) return conflict("mapping");
      const rules = rulesOf(body);
      if (!rules?.length) return invalid("[] is too short: rules");
      mappings.set(id, rules);
      return mapping(id, 201);
    }),
    route("GET", "/v3/OS-FEDERATION/mappings/{}", ([id = ""]) =>
      mappings.has(id) ? mapping(id) : notFound("mapping", id),
    ),
    route("PATCH", "/v3/OS-FEDERATION/mappings/{}", ([id = ""], body) => {
      if (!mappings.has(id)) return notFound("mapping", id);
      const rules = rulesOf(body);
      if (!rules?.length) return invalid("[] is too short: rules");
      mappings.set(id, rules);
      return mapping(id);
    }),
    route("DELETE", "/v3/OS-FEDERATION/mappings/{}", ([id = ""]) =>
      mappings.delete(id) ? { status: 204 } : notFound("mapping", id),
    ),
    route("PUT", `${IDP}/{}/protocols/oidc`, ([id = ""], body) => {
      if (!providers.has(id)) return notFound("Identity Provider", id);
      const mappingId = String(body.protocol?.mapping_id);
      if (!mappings.has(mappingId)) return invalid(`mapping ${mappingId} does not exist`);
      if (protocols.has(id)) return conflict("federation_protocol");
      protocols.set(id, mappingId);
      return protocol(id, 201);
    }),
    route("PATCH", `${IDP}/{}/protocols/oidc`, ([id = ""], body) => {
      if (!protocols.has(id)) return notFound("federation protocol", "oidc");
      protocols.set(id, String(body.protocol?.mapping_id));
      return protocol(id);
    }),
    route("GET", `${IDP}/{}/protocols/oidc`, ([id = ""]) =>
      protocols.has(id) ? protocol(id) : notFound("federation protocol", "oidc"),
    ),
    route("DELETE", `${IDP}/{}/protocols/oidc`, ([id = ""]) =>
      protocols.delete(id) ? { status: 204 } : notFound("federation protocol", "oidc"),
    ),
    // The hyphen is right: with an underscore the call does not exist.
    route("POST", "/v3.0/OS-FEDERATION/identity-providers/{}/openid-connect-config", ([id = ""], body) => {
      if (!providers.has(id)) return refusal(404, "IAM.0004", `Could not find identity provider: ${id}.`);
      if (configs.has(id))
        return refusal(409, "IAM.0005", "Conflict occurred when attempting to store openid_connect_config.");
      const { access_mode, idp_url, client_id, signing_key } = body.openid_connect_config ?? {};
      const length = String(signing_key ?? "").length;
      if (access_mode !== "program" || !idp_url || !client_id || length < 10 || length > 30_000) {
        return refusal(400, "IAM.0011", "Request body is invalid.");
      }
      configs.set(id, { access_mode, idp_url, client_id, signing_key });
      return config(id, 201);
    }),
    route("PUT", "/v3.0/OS-FEDERATION/identity-providers/{}/openid-connect-config", ([id = ""], body) => {
      if (!configs.has(id)) return refusal(404, "IAM.0004", `Could not find openid_connect_config: ${id}.`);
      configs.set(id, { ...configs.get(id), ...body.openid_connect_config });
      return config(id);
    }),
    route("GET", "/v3.0/OS-FEDERATION/identity-providers/{}/openid-connect-config", ([id = ""]) =>
      configs.has(id) ? config(id) : refusal(404, "IAM.0004", `Could not find openid_connect_config: ${id}.`),
    ),
  ];
}

function groups(state: IamState, route: MakeRoute): Route[] {
  const { assignments, customPolicies, domainId, roles } = state;
  const group = (id: string) => ({ id, domain_id: domainId, ...state.groups.get(id) });
  const scopes = [
    `/v3/domains/${domainId}/groups/{}/roles/{}`,
    "/v3/projects/{}/groups/{}/roles/{}",
    `/v3/OS-INHERIT/domains/${domainId}/groups/{}/roles/{}/inherited_to_projects`,
    "/v3.0/OS-PERMISSION/enterprise-projects/{}/groups/{}/roles/{}",
  ];
  const assignment = (path: string): Route[] => {
    const key = (ids: string[]) => [path, ...ids].join(" ");
    const known = (ids: string[]) => {
      const [groupId = "", roleId = ""] = ids.slice(-2);
      if (!state.groups.has(groupId)) return notFound("group", groupId);
      return [...roles, ...customRoles()].some(({ id }) => id === roleId) ? undefined : notFound("role", roleId);
    };
    const isEnterprise = path.includes("enterprise");
    return [
      route("PUT", path, (ids) => {
        const fault = known(ids);
        if (fault === undefined) assignments.add(key(ids));
        return fault ?? { status: 204 };
      }),
      route("DELETE", path, (ids) =>
        assignments.delete(key(ids)) ? { status: 204 } : notFound("role assignment", key(ids)),
      ),
      ...(isEnterprise
        ? [
            route("GET", path.replace(/\/\{\}$/, ""), (ids) =>
              ok({ roles: [...roles, ...customRoles()].filter(({ id }) => assignments.has(key([...ids, id]))) }),
            ),
          ]
        : [route("HEAD", path, (ids) => ({ status: assignments.has(key(ids)) ? 204 : 404 }))]),
    ];
  };
  const customRoles = () =>
    [...customPolicies].map(([id, { display_name }]) => ({ id, name: `custom_${id}`, display_name }));
  return [
    route("POST", "/v3/groups", (_ids, body) => {
      const { name, description = "" } = body.group as { name: string; description?: string };
      if ([...state.groups.values()].some((each) => each.name === name)) return conflict("group");
      const id = state.newId();
      state.groups.set(id, { name, description });
      return { status: 201, body: { group: group(id) } };
    }),
    route("GET", "/v3/groups", (_ids, _body, query) =>
      ok({ groups: [...state.groups.keys()].map(group).filter(({ name }) => name === query.get("name")) }),
    ),
    route("GET", "/v3/groups/{}", ([id = ""]) =>
      state.groups.has(id) ? ok({ group: group(id) }) : notFound("group", id),
    ),
    route("PATCH", "/v3/groups/{}", ([id = ""], body) => {
      if (!state.groups.has(id)) return notFound("group", id);
      state.groups.set(id, { ...state.groups.get(id)!, ...body.group });
      return ok({ group: group(id) });
    }),
    route("DELETE", "/v3/groups/{}", ([id = ""]) =>
      state.groups.delete(id) ? { status: 204 } : notFound("group", id),
    ),
    route("GET", "/v3/roles", (_ids, _body, query) => {
      const all = query.get("domain_id") === domainId ? customRoles() : roles;
      const size = Number(query.get("per_page") ?? 300);
      const start = (Number(query.get("page") ?? 1) - 1) * size;
      return ok({ roles: all.slice(start, start + size), total_number: all.length });
    }),
    ...scopes.flatMap(assignment),
    route("POST", "/v3.0/OS-ROLE/roles", (_ids, body) => {
      const role = body.role as never as { display_name: string };
      if ([...customPolicies.values()].some((each) => each.display_name === role.display_name)) {
        return refusal(409, "IAM.0005", "Conflict occurred when attempting to store role.");
      }
      const id = state.newId();
      customPolicies.set(id, role as never);
      return { status: 201, body: { role: { id, ...role } } };
    }),
    route("GET", "/v3.0/OS-ROLE/roles", () =>
      ok({ roles: [...customPolicies].map(([id, role]) => ({ id, ...role })), total_number: customPolicies.size }),
    ),
    route("GET", "/v3.0/OS-ROLE/roles/{}", ([id = ""]) =>
      customPolicies.has(id)
        ? ok({ role: { id, ...customPolicies.get(id) } })
        : refusal(404, "IAM.0004", `Could not find role: ${id}.`),
    ),
    route("PATCH", "/v3.0/OS-ROLE/roles/{}", ([id = ""], body) => {
      if (!customPolicies.has(id)) return refusal(404, "IAM.0004", `Could not find role: ${id}.`);
      customPolicies.set(id, { ...customPolicies.get(id)!, ...body.role });
      return ok({ role: { id, ...customPolicies.get(id) } });
    }),
    route("DELETE", "/v3.0/OS-ROLE/roles/{}", ([id = ""]) =>
      customPolicies.delete(id) ? { status: 200 } : refusal(404, "IAM.0004", `Could not find role: ${id}.`),
    ),
  ];
}

function v5(state: IamState, route: MakeRoute): Route[] {
  const { agencies, attachments, domainId, identityPolicies, oidcProviders } = state;
  const missing = (what: string) => refusal(404, "PAP5.0004", `Could not find ${what}.`);
  const taken = (what: string) => refusal(409, "PAP5.0005", `${what} already exists.`);
  const provider = (provider_id: string) => {
    const stored = oidcProviders.get(provider_id)!;
    return { provider_id, urn: `iam::${domainId}:oidcProvider:${stored.name}`, ...stored };
  };
  const agency = (agency_id: string) => {
    const stored = agencies.get(agency_id)!;
    return { agency_id, urn: `iam::${domainId}:agency:${stored.path}${stored.agency_name}`, ...stored };
  };
  const change = (id: string, edit: (stored: OidcProvider) => void): Reply => {
    const stored = oidcProviders.get(id);
    if (stored === undefined) return missing("OIDC provider");
    edit(stored);
    return { status: 200 };
  };
  const page = <T>(name: string, all: readonly T[], query: URLSearchParams): Reply => {
    const start = Number(query.get("marker") ?? 0);
    const end = start + Number(query.get("limit") ?? 100);
    const page_info = { current_count: end - start, ...(end < all.length ? { next_marker: String(end) } : {}) };
    return ok({ [name]: all.slice(start, end), page_info });
  };
  return [
    route("POST", "/v5/oidc-providers", (_ids, body) => {
      const wanted = body as never as OidcProvider;
      if ([...oidcProviders.values()].some(({ name }) => name === wanted.name)) return taken("OIDC provider");
      const id = state.newId();
      oidcProviders.set(id, {
        ...wanted,
        thumbprints: wanted.thumbprints ?? [],
        description: wanted.description ?? "",
      });
      return { status: 201, body: { oidc_provider: provider(id) } };
    }),
    route("GET", "/v5/oidc-providers", (_ids, _body, query) =>
      page("oidc_providers", [...oidcProviders.keys()].map(provider), query),
    ),
    route("GET", "/v5/oidc-providers/{}", ([id = ""]) =>
      oidcProviders.has(id) ? ok({ oidc_provider: provider(id) }) : missing("OIDC provider"),
    ),
    route("PUT", "/v5/oidc-providers/{}", ([id = ""], body) =>
      change(id, (stored) => {
        stored.description = String(body.description);
      }),
    ),
    route("POST", "/v5/oidc-providers/{}/add-client-id", ([id = ""], body) =>
      change(id, (stored) => {
        stored.client_ids = [...new Set([...stored.client_ids, String(body.client_id)])];
      }),
    ),
    route("POST", "/v5/oidc-providers/{}/remove-client-id", ([id = ""], body) => {
      if (oidcProviders.get(id)?.client_ids.length === 1)
        return refusal(400, "PAP5.0011", "client_ids must not be empty.");
      return change(id, (stored) => {
        stored.client_ids = stored.client_ids.filter((clientId) => clientId !== String(body.client_id));
      });
    }),
    route("PUT", "/v5/oidc-providers/{}/thumbprint", ([id = ""], body) =>
      change(id, (stored) => {
        stored.thumbprints = body.thumbprints as never;
      }),
    ),
    route("DELETE", "/v5/oidc-providers/{}", ([id = ""]) =>
      oidcProviders.delete(id) ? { status: 204 } : missing("OIDC provider"),
    ),
    route("POST", "/v5/agencies", (_ids, body) => {
      const wanted = body as never as Agency;
      if ([...agencies.values()].some(({ agency_name }) => agency_name === wanted.agency_name)) return taken("agency");
      const id = state.newId();
      agencies.set(id, { ...wanted, path: wanted.path ?? "", description: wanted.description ?? "" });
      return { status: 201, body: { agency: agency(id) } };
    }),
    route("GET", "/v5/agencies", (_ids, _body, query) => page("agencies", [...agencies.keys()].map(agency), query)),
    route("GET", "/v5/agencies/{}", ([id = ""]) => (agencies.has(id) ? ok({ agency: agency(id) }) : missing("agency"))),
    route("PUT", "/v5/agencies/{}", ([id = ""], body) => {
      if (!agencies.has(id)) return missing("agency");
      agencies.set(id, { ...agencies.get(id)!, ...(body as object) });
      return ok({ agency: agency(id) });
    }),
    route("PUT", "/v5/agencies/{}/trust-policy", ([id = ""], body) => {
      if (!agencies.has(id)) return missing("agency");
      agencies.get(id)!.trust_policy = String(body.trust_policy);
      return { status: 200 };
    }),
    route("DELETE", "/v5/agencies/{}", ([id = ""]) => {
      if ([...attachments].some((each) => each.endsWith(`/${id}`))) {
        return refusal(409, "PAP5.0015", "The agency has attached policies.");
      }
      return agencies.delete(id) ? { status: 204 } : missing("agency");
    }),
    route("GET", "/v5/policies", (_ids, _body, query) => page("policies", identityPolicies, query)),
    route("POST", "/v5/policies/{}/attach-agency", ([id = ""], body) => {
      if (!agencies.has(String(body.agency_id))) return missing("agency");
      attachments.add(`${id}/${body.agency_id}`);
      return { status: 200 };
    }),
    route("POST", "/v5/policies/{}/detach-agency", ([id = ""], body) =>
      attachments.delete(`${id}/${body.agency_id}`) ? { status: 200 } : missing("attachment"),
    ),
    route("GET", "/v5/agencies/{}/attached-policies", ([id = ""], _body, query) => {
      if (!agencies.has(id)) return missing("agency");
      const attached = identityPolicies.filter(({ policy_id }) => attachments.has(`${policy_id}/${id}`));
      return page("attached_policies", attached, query);
    }),
  ];
}

function clusters(state: IamState, route: MakeRoute): Route[] {
  const { podIdentities } = state;
  const associations = "/api/v3/projects/{}/clusters/{}/pod-identity-associations";
  const missing: Reply = { status: 404, body: { errorCode: "CCE.01404001", errorMessage: "Resource not found" } };
  return [
    route("POST", associations, ([_project, clusterId = ""], body) => {
      const wanted = body as never as PodIdentity;
      const isTaken = [...podIdentities.values()].some(
        ({ namespace, serviceAccount }) => namespace === wanted.namespace && serviceAccount === wanted.serviceAccount,
      );
      if (isTaken) return { status: 409, body: { errorCode: "CCE.01409001", errorMessage: "Resource already exists" } };
      const uid = state.newId();
      podIdentities.set(uid, wanted);
      return { status: 201, body: { uid, clusterId, ...wanted } };
    }),
    route("GET", associations, ([_project, clusterId]) =>
      ok([...podIdentities].map(([uid, stored]) => ({ uid, clusterId, ...stored }))),
    ),
    route("GET", `${associations}/{}`, ([_project, clusterId, uid = ""]) =>
      podIdentities.has(uid) ? ok({ uid, clusterId, ...podIdentities.get(uid) }) : missing,
    ),
    route("PUT", `${associations}/{}`, ([_project, _cluster, uid = ""], body) => {
      if (!podIdentities.has(uid)) return missing;
      podIdentities.get(uid)!.agencyName = String(body.agencyName);
      return { status: 200 };
    }),
    route("DELETE", `${associations}/{}`, ([_project, _cluster, uid = ""]) =>
      podIdentities.delete(uid) ? { status: 204 } : missing,
    ),
    route("GET", "/openid/v1/jwks", (_ids, _body, _query, headers) =>
      headers.accept === "application/jwk-set+json" ? ok(state.clusterJwks) : { status: 406, body: { message: "406" } },
    ),
  ];
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}
