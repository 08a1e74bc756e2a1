import type { ExchangeContext, ExchangePod } from "../../../simulated/exchange";
import type { GcpPool } from "../../pool";
import { gcpPoolOf, gcpProjectOf } from "../../pool";
import { GCP_SERVICE_ACCOUNT_ANNOTATION } from "../../wiring";
import { gcpSimulatedProjectNumber } from "../resources";
import type { GcpFederatedSession } from "./federation";
import { federate } from "./federation";
import { accessDenied, impersonates, serviceAccountIdToken, serviceAccountToken } from "./iam-credentials";

/** A pod on GKE as the metadata server of its node sees it. */
interface GkePod {
  pod: ExchangePod;
  pool: GcpPool;
  location: string;
  cluster: string;
  /** The service account of the annotation; direct access where there is none. */
  email?: string;
}

/** A value, a folder, or a token: what is made anew for each request and left out of listings of whole folders. */
type Entry = string | string[] | Folder | (() => Promise<Response>);
interface Folder {
  [name: string]: Entry;
}

const ROOT = "/computeMetadata/v1";
const HEADERS = { "metadata-flavor": "Google", server: "GKE Metadata Server" };
const CLUSTER = /^https:\/\/container\.googleapis\.com\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/clusters\/([^/]+)$/;
const SCOPES = ["https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/userinfo.email"];
const ACCESS_TOKEN_LIFETIME = 3600;

/** The metadata server of GKE nodes; pods of other clusters have none. */
export async function answerMetadataServer(request: Request, context: ExchangeContext): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  const isProbe = pathname === "/" && request.headers.has("metadata-flavor");
  const caller = gkePodOf(context);
  if (caller === undefined || request.method !== "GET") return undefined;
  if (isProbe) return answered("computeMetadata/\n");
  if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return undefined;
  if (request.headers.get("metadata-flavor") !== "Google") {
    return answered('Missing required header "Metadata-Flavor": "Google"\n', 403);
  }
  const names = pathname.slice(ROOT.length).split("/").filter(Boolean);
  const entry = names.reduce<Entry | undefined>(
    (folder, name) => (isFolder(folder) && Object.hasOwn(folder, name) ? folder[name] : undefined),
    metadataOf(caller, searchParams, context),
  );
  if (entry === undefined) return answered("404 page not found\n", 404);
  if (typeof entry === "function") return entry();
  if (!isFolder(entry)) return answered(textOf(entry));
  if (searchParams.get("recursive")?.toLowerCase() === "true") return json(jsonOf(entry));
  return answered(textOf(Object.entries(entry).map(([name, below]) => (isFolder(below) ? `${name}/` : name))));
}

function gkePodOf({ pod, resources }: ExchangeContext): GkePod | undefined {
  const [, project, location, cluster] = CLUSTER.exec(pod?.issuer ?? "") ?? [];
  if (pod === undefined || project === undefined || location === undefined || cluster === undefined) return undefined;
  // What patches the ServiceAccount says counts too.
  const annotations = resources
    .filter(({ type }) => /^kubernetes:core\/v1:ServiceAccount(Patch)?$/.test(type))
    .map(({ state }) => state.metadata as { name?: string; namespace?: string; annotations?: Record<string, string> })
    .filter(({ name, namespace = "default" }) => name === pod.serviceAccount && namespace === pod.namespace)
    .map((metadata) => metadata.annotations?.[GCP_SERVICE_ACCOUNT_ANNOTATION]);
  const email = annotations.find((annotation) => annotation !== undefined && annotation !== "");
  const pool = gcpPoolOf({ pool: `${project}.svc.id.goog` });
  return { pod, pool, location, cluster, ...(email === undefined ? {} : { email }) };
}

function metadataOf(caller: GkePod, query: URLSearchParams, context: ExchangeContext): Folder {
  const { pool, location, cluster, email = pool.id } = caller;
  const project = gcpProjectOf(pool);
  const account: Folder = {
    aliases: ["default"],
    email,
    identity: () => identityToken(caller, query, context),
    scopes: SCOPES,
    token: () => accessToken(caller, context),
  };
  return {
    instance: {
      attributes: { "cluster-location": location, "cluster-name": cluster },
      "service-accounts": { default: account, [email]: account },
    },
    project: { "numeric-project-id": gcpSimulatedProjectNumber(project), "project-id": project },
    universe: { "universe-domain": "googleapis.com" },
  };
}

async function accessToken({ pod, pool, email }: GkePod, context: ExchangeContext): Promise<Response> {
  const federation = await federateNodeSide(pod, pool, context);
  if (typeof federation === "string") return answered(`Unable to generate access token; ${federation}`, 403);
  const { session } = federation;
  const granted = (token: string, expires: number) =>
    json({ access_token: token, expires_in: Math.floor(expires - context.now()), token_type: "Bearer" });
  if (email === undefined) return granted(federation.accessToken, session.expires);
  if (!impersonates(email, "iam.serviceAccounts.getAccessToken", session, context)) {
    return denied("access", accessDenied("iam.serviceAccounts.getAccessToken"));
  }
  const impersonated = serviceAccountToken(
    email,
    { lifetime: ACCESS_TOKEN_LIFETIME, scopes: SCOPES },
    session,
    context,
  );
  return granted(impersonated.accessToken, impersonated.expires);
}

async function identityToken({ pod, pool, email }: GkePod, query: URLSearchParams, context: ExchangeContext) {
  const audience = (query.get("audience") ?? "").trim();
  if (audience === "") return answered("non-empty audience parameter required\n", 400);
  if (email === undefined) {
    return answered(
      `Your Kubernetes service account (${pod.namespace}/${pod.serviceAccount}) is not annotated with a target Google service account, which is a requirement for retrieving Identity Tokens using Workload Identity.\nPlease add the ${GCP_SERVICE_ACCOUNT_ANNOTATION}=[GSA_NAME]@[PROJECT_ID] annotation to your Kubernetes service account.\nRefer to https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity\n`,
      404,
    );
  }
  const federation = await federateNodeSide(pod, pool, context);
  if (typeof federation === "string") return answered(`Unable to generate identity token; ${federation}`, 403);
  return impersonates(email, "iam.serviceAccounts.getOpenIdToken", federation.session, context)
    ? answered(serviceAccountIdToken(email, audience, query.get("format") === "full", context))
    : denied("identity", accessDenied("iam.serviceAccounts.getOpenIdToken"));
}

/** The node exchanges a token of the pod's ServiceAccount; a text is why that was refused. */
async function federateNodeSide(
  pod: ExchangePod,
  pool: GcpPool,
  context: ExchangeContext,
): Promise<{ accessToken: string; session: GcpFederatedSession } | string> {
  const audience = `identitynamespace:${pool.id}:${pod.issuer}`;
  const federation = await federate(audience, await pod.token(pool.id), context);
  return "refusal" in federation ? `${federation.refusal.error}: ${federation.refusal.description}\n` : federation;
}

function denied(kind: string, why: string): Response {
  return answered(
    `Unable to generate ${kind} token; IAM returned 403 Forbidden: ${why}\nThis error could be caused by a missing IAM policy binding on the target IAM service account.\nFor more information, refer to the Workload Identity documentation:\n\thttps://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#authenticating_to\n\n`,
    403,
  );
}

function isFolder(entry: Entry | undefined): entry is Folder {
  return typeof entry === "object" && !Array.isArray(entry);
}

function textOf(entry: string | string[]): string {
  return typeof entry === "string" ? entry : `${entry.join("\n")}\n`;
}

function jsonOf(folder: Folder): object {
  const values = Object.entries(folder).filter(([, entry]) => typeof entry !== "function");
  return Object.fromEntries(values.map(([name, entry]) => [camelCase(name), isFolder(entry) ? jsonOf(entry) : entry]));
}

function camelCase(name: string): string {
  return /[@.]/.test(name) ? name : name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function answered(text: string, status = 200): Response {
  return new Response(text, { status, headers: { ...HEADERS, "content-type": "application/text" } });
}

function json(body: object): Response {
  return Response.json(body, { headers: HEADERS });
}
