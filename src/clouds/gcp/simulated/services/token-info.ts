import type { ExchangeContext } from "../../../simulated/exchange";
import { gcpScopesOf } from "./iam-credentials";

/** Whose an access token of a service account is. Google's own knows no federated ones either: those are introspected. */
export async function answerTokenInfo(request: Request, context: ExchangeContext): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (url.pathname !== "/tokeninfo") return undefined;
  const form = request.method === "POST" ? new URLSearchParams(await request.text()) : url.searchParams;
  const bearer = request.headers.get("authorization")?.replace(/^Bearer /i, "");
  const session = context.recall(form.get("access_token") ?? bearer ?? "");
  const left = Math.floor((session?.expires ?? 0) - context.now());
  if (session === undefined || left <= 0 || session.identity.startsWith("principal:")) {
    return Response.json({ error: "invalid_token", error_description: "Invalid Value" }, { status: 400 });
  }
  return Response.json({
    email: session.identity,
    email_verified: "true",
    exp: String(Math.floor(session.expires)),
    expires_in: String(left),
    access_type: "online",
    scope: gcpScopesOf(session).join(" "),
  });
}
