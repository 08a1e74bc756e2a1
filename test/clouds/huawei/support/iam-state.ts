/** What an account has. */
export class IamState {
  readonly domainId = "d0000000000000000000000000000001";
  readonly projects = [{ id: "b0000000000000000000000000000001", name: "cn-north-4" }];
  readonly providers = new Map<string, { sso_type: string; description: string; enabled: boolean }>();
  readonly mappings = new Map<string, object[]>();
  /** By provider, the mapping of its one protocol. */
  readonly protocols = new Map<string, string>();
  readonly configs = new Map<string, Record<string, unknown>>();
  readonly groups = new Map<string, { name: string; description: string }>();
  readonly roles = [
    { id: "11111111111111111111111111111111", name: "system_all_1", display_name: "OBS ReadOnlyAccess" },
    { id: "22222222222222222222222222222222", name: "te_admin", display_name: "Tenant Administrator" },
    ...Array.from({ length: 320 }, (_, i) => ({
      id: `a${String(i).padStart(31, "0")}`,
      name: `s${i}`,
      display_name: `Role ${i}`,
    })),
    { id: "33333333333333333333333333333333", name: "system_all_9", display_name: "SWR Admin" },
    { id: "44444444444444444444444444444444", name: "system_all_10", display_name: "Twice" },
    { id: "55555555555555555555555555555555", name: "system_all_11", display_name: "Twice" },
  ];
  /** `PUT` paths of role assignments. */
  readonly assignments = new Set<string>();
  readonly customPolicies = new Map<
    string,
    { display_name: string; type: string; description: string; policy: object }
  >();
  readonly oidcProviders = new Map<string, OidcProvider>();
  readonly agencies = new Map<string, Agency>();
  readonly identityPolicies = Array.from({ length: 250 }, (_, i) => ({
    policy_id: `policy-${i}`,
    policy_name: `Policy${i}`,
  }));
  /** `policy/agency`. */
  readonly attachments = new Set<string>();
  readonly podIdentities = new Map<string, PodIdentity>();
  clusterJwks: object = { keys: [] };
  private count = 0;

  newId(): string {
    this.count++;
    return `c${String(this.count).padStart(31, "0")}`;
  }
}

export interface OidcProvider {
  name: string;
  url: string;
  client_ids: string[];
  thumbprints: string[];
  description: string;
}

export interface Agency {
  agency_name: string;
  trust_policy: string;
  path: string;
  max_session_duration: number;
  description: string;
}

export interface PodIdentity {
  namespace: string;
  serviceAccount: string;
  agencyName: string;
  tags?: object[];
}
