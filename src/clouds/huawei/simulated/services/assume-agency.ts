import { show } from "../../../../core/show";
import { tokenAudiences } from "../../../../core/token";
import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { huaweiEvaluate } from "../../evaluate";
import { huaweiResourceType } from "../../resource-types";
import type { HuaweiTrust } from "../../trust";
import type { HuaweiTokenFault } from "./answer";
import { bodyOf, HUAWEI_SIGNATURE_ALGORITHMS, refuseWith } from "./answer";

/** Shortest and longest session in seconds, whatever the agency says (STS API, AssumeAgencyWithOIDC, 2026-06). */
const SESSION_SECONDS = { min: 900, max: 43_200, default: 3600 };

/** STS publishes its statuses and the form of an error, but few of its numbers; the others are made of the status. */
const FAULT = {
  parameters: { status: 400, code: "STS5.0400", message: "Invalid request parameter." },
  token: { status: 401, code: "STS5.0401", message: "Invalid id_token." },
  denied: {
    status: 403,
    code: "STS5.0403",
    message: "You are not authorized to perform: sts:agencies:assumeWithOIDC.",
  },
  agency: { status: 404, code: "STS5.1106", message: "The agency cannot be found." },
  provider: { status: 404, code: "STS5.0404", message: "The OIDC provider cannot be found." },
} as const satisfies Record<string, HuaweiTokenFault>;

/** `POST /v5/agencies/assume-with-oidc`: first what the provider accepts, then what the agency's trust policy says. */
export async function assumeAgencyWithOidc(request: Request, context: ExchangeContext): Promise<Response> {
  const record = recordOf("AssumeAgencyWithOIDC", context);
  const body = await bodyOf(request);
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
  const [agencyUrn, providerUrn, jwt] = [text("agency_urn"), text("provider_urn"), text("id_token")];
  const sessionName = text("agency_session_name");
  const { duration_seconds: seconds = SESSION_SECONDS.default } = body;
  record.about({ target: agencyUrn });
  const missing = ["agency_urn", "provider_urn", "id_token", "agency_session_name"].filter((name) => text(name) === "");
  if (missing.length > 0) return refuseWith(record, FAULT.parameters, "parameters", `missing ${missing.join(", ")}`);
  const isDuration = typeof seconds === "number" && Number.isInteger(seconds);
  if (!isDuration || seconds < SESSION_SECONDS.min || seconds > SESSION_SECONDS.max) {
    const bounds = `${SESSION_SECONDS.min} to ${SESSION_SECONDS.max} seconds`;
    return refuseWith(record, FAULT.parameters, "duration", `expected ${bounds}, seen ${show(seconds)}`);
  }
  const provider = deployed(context.resources, "OidcProvider", "providerUrn", providerUrn);
  if (provider === undefined) {
    return refuseWith(record, FAULT.provider, "OIDC provider", `${show(providerUrn)} is not deployed`);
  }
  const verified = await context.verify(jwt, HUAWEI_SIGNATURE_ALGORITHMS);
  if (!verified.valid) {
    record.about({ subject: verified.claims?.sub ?? "" });
    return refuseWith(record, FAULT.token, "token", `${verified.reason}: ${verified.detail}`);
  }
  const { token } = verified;
  record.about({ subject: token.sub });
  if (token.iss !== provider.state.url) {
    return refuseWith(record, FAULT.token, "issuer", `expected ${show(provider.state.url)}, seen ${show(token.iss)}`);
  }
  const clientIds: readonly unknown[] = Array.isArray(provider.state.clientIds) ? provider.state.clientIds : [];
  const audience = tokenAudiences(token).find((each) => clientIds.includes(each));
  if (audience === undefined) {
    const detail = `expected ${clientIds.map(show).join(" or ")}, seen ${tokenAudiences(token).map(show).join(", ")}`;
    return refuseWith(record, FAULT.token, "audience", detail);
  }
  const agency = deployed(context.resources, "TrustAgency", "agencyUrn", agencyUrn);
  const trust = context.trusts.find(({ identity }) => identity === agencyUrn)?.trust as HuaweiTrust | undefined;
  if (agency === undefined || trust === undefined) {
    return refuseWith(record, FAULT.agency, "agency", `${show(agencyUrn)} is not deployed`);
  }
  const { decision, trace } = huaweiEvaluate(trust, token);
  record.steps(trace);
  if (decision !== "allow") return refuseWith(record, FAULT.denied, "decision", decision);
  const longest = Number(agency.state.maxSessionDuration);
  if (seconds > longest) {
    return refuseWith(record, FAULT.parameters, "duration", `expected at most ${longest} seconds, seen ${seconds}`);
  }

  const expires = Math.floor(context.now()) + seconds;
  const account = agencyUrn.split(":")[2] ?? "";
  const urn = `sts::${account}:assumed-agency:${agency.state.name}/${sessionName}`;
  const credentials = {
    access_key_id: context.fake("huawei-access-key"),
    secret_access_key: context.fake("huawei-secret-key"),
    security_token: context.fake("huawei-security-token"),
    expiration: new Date(expires * 1000).toISOString(),
  };
  for (const secret of [credentials.access_key_id, credentials.security_token]) {
    context.remember(secret, { identity: urn, subject: token.sub, expires });
  }
  record.allowed();
  return Response.json({
    assumed_agency: { urn, id: `${agency.id}:${sessionName}` },
    credentials,
    subject_from_id_token: token.sub,
    audience,
    provider: providerUrn,
  });
}

function deployed(
  resources: readonly DeployedResource[],
  kind: "OidcProvider" | "TrustAgency",
  property: string,
  value: string,
): DeployedResource | undefined {
  return resources.find(({ type, state }) => type === huaweiResourceType(kind) && state[property] === value);
}
