import { jsonObject } from "../../../../core/json";
import { show } from "../../../../core/show";
import type { DeployedResource, DeployedTrust } from "../../../deployed";
import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { huaweiEvaluate } from "../../evaluate";
import { huaweiResourceType } from "../../resource-types";
import { userNameOfRule } from "../../resources/mapping-rules";
import type { HuaweiRulesTrust, HuaweiTrust } from "../../trust";
import { HUAWEI_SIMULATED_ACCOUNT } from "../resources";
import { bodyOf, HUAWEI_SIGNATURE_ALGORITHMS, IAM_FAULT, membersOf, microseconds, refuseWith } from "./answer";

/** Seconds that a token of the old IAM lives, however long the ServiceAccount's token does (IAM API, read 2026-08). */
const TOKEN_SECONDS = 86_400;

/** `POST /v3.0/OS-AUTH/id-token/tokens`: the body has the token, a header the identity provider. */
export async function tokenForIdToken(request: Request, context: ExchangeContext): Promise<Response> {
  const auth = membersOf((await bodyOf(request)).auth);
  const { project, domain } = membersOf(auth.scope);
  const scope = project !== undefined ? { project } : domain !== undefined ? { domain } : {};
  return answer(
    {
      call: "POST /v3.0/OS-AUTH/id-token/tokens",
      providerId: request.headers.get("x-idp-id") ?? "",
      jwt: membersOf(auth.id_token).id,
      scope,
      isScoped: auth.scope !== undefined,
    },
    context,
  );
}

/** `POST /v3/OS-FEDERATION/identity_providers/{id}/protocols/oidc/auth`, by which the vendor's clients get an unscoped token. */
export function unscopedToken(request: Request, providerId: string, context: ExchangeContext): Promise<Response> {
  const jwt = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const call = "POST /v3/OS-FEDERATION/identity_providers/{id}/protocols/oidc/auth";
  return answer({ call, providerId, jwt, scope: {}, isScoped: false }, context);
}

interface IdTokenCall {
  call: string;
  providerId: string;
  jwt: unknown;
  scope: object;
  isScoped: boolean;
}

/** A token for what the rules of an identity provider make of an ID token. Which refusal has which text is not published. */
async function answer({ call, providerId, jwt, scope, isScoped }: IdTokenCall, context: ExchangeContext) {
  const record = recordOf(call, context);
  record.about({ target: providerId });
  if (typeof jwt !== "string" || jwt === "" || (isScoped && Object.keys(scope).length !== 1)) {
    return refuseWith(
      record,
      IAM_FAULT.body,
      "body",
      "expected auth.id_token.id, and a scope of one project or domain",
    );
  }
  const provider = deployedProvider(context.resources, providerId);
  if (provider === undefined) {
    const fault = IAM_FAULT.notFound("identity_provider", providerId);
    return refuseWith(record, fault, "identity provider", `${show(providerId)} is not deployed`);
  }
  if (provider.state.enabled === false) {
    return refuseWith(record, IAM_FAULT.unauthorized, "identity provider", `${show(providerId)} is switched off`);
  }
  // IAM fetches no keys: what is not stored is not known.
  const storedKeys = String(provider.state.signingKey ?? "");
  const verified = await context.verify(jwt, HUAWEI_SIGNATURE_ALGORITHMS, storedKeys);
  if (!verified.valid) {
    const { claims, detail, keyId, reason } = verified;
    record.about({ subject: claims?.sub ?? "" });
    if (keyId === undefined || keyIds(storedKeys).includes(keyId)) {
      return refuseWith(record, IAM_FAULT.unauthorized, "token", `${reason}: ${detail}`);
    }
    const why = `the token is signed by ${show(keyId)}, which is not among the stored keys; register the issuer with its key set`;
    return refuseWith(record, IAM_FAULT.unauthorized, "key", why);
  }
  const { token, keyId } = verified;
  record.about({ subject: token.sub });
  record.step("token", true, `signed by key ${keyId}`);

  const trusts = trustsOf(context.trusts, providerId).map((trust) => ({ trust, ...huaweiEvaluate(trust, token) }));
  for (const { trace } of trusts) record.steps(trace);
  const groups = trusts.filter(({ decision }) => decision === "allow").map(({ trust }) => trust);
  const [first] = groups;
  if (first === undefined) {
    return refuseWith(record, IAM_FAULT.unauthorized, "rules", "no conversion rule gives a user and a group");
  }

  const issued = Math.floor(context.now());
  const user = userOf(first, token.sub);
  const secret = context.fake("huawei-iam-token");
  const identity = `${providerId}/${user}`;
  context.remember(secret, { identity, subject: token.sub, expires: issued + TOKEN_SECONDS });
  record.allowed();
  const body = {
    token: {
      issued_at: microseconds(issued),
      expires_at: microseconds(issued + TOKEN_SECONDS),
      methods: ["mapped"],
      user: {
        domain: { id: HUAWEI_SIMULATED_ACCOUNT, name: "sandbox" },
        id: identity,
        name: user,
        "OS-FEDERATION": {
          groups: groups.map(({ group }) => ({ id: group, name: group })),
          identity_provider: { id: providerId },
          protocol: { id: "oidc" },
        },
      },
      ...scope,
    },
  };
  return Response.json(body, { status: 201, headers: { "X-Subject-Token": secret } });
}

function deployedProvider(resources: readonly DeployedResource[], id: string): DeployedResource | undefined {
  return resources.find(({ type, state }) => type === huaweiResourceType("IdentityProvider") && state.name === id);
}

function trustsOf(trusts: readonly DeployedTrust[], providerId: string): HuaweiRulesTrust[] {
  return trusts.flatMap(({ trust }) => {
    const rules = trust as HuaweiTrust;
    return "identityProvider" in rules && rules.identityProvider.id === providerId ? [rules] : [];
  });
}

function keyIds(signingKey: unknown): unknown[] {
  const { keys } = jsonObject(signingKey) as { keys?: unknown };
  return Array.isArray(keys) ? keys.map((key) => membersOf(key).kid) : [];
}

/** The user of the rule that names this subject; of another form of rule, the first user there is. */
function userOf({ rules }: HuaweiRulesTrust, sub: string): string {
  const named = rules.find((rule) => JSON.stringify(rule).includes(JSON.stringify(sub)));
  return userNameOfRule(named ?? rules[0] ?? {}) ?? "";
}
