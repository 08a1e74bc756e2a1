import { jsonObject } from "../../../../core/json";
import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { nimbusEvaluate } from "../../evaluate";
import type { NimbusTrust } from "../../trust";

const LIFETIME_SECONDS = 3600;

/** `POST /token` with `{ role, token }`: credentials of the role for a token of one of its members. */
export async function nimbusToken(request: Request, context: ExchangeContext): Promise<Response> {
  const { role = "", token = "" } = jsonObject(await request.text()) as { role?: unknown; token?: unknown };
  const record = recordOf("POST /token", context);
  record.about({ target: String(role) });
  const refuse = (step: string, detail: string) => {
    record.step(step, false, detail);
    record.refused("AccessDenied");
    return Response.json({ error: "AccessDenied" }, { status: 403 });
  };

  const deployed = context.trusts.find(({ identity }) => identity === role);
  if (deployed === undefined) return refuse("role", "no such role is deployed here");
  const verified = await context.verify(String(token), ["RS256"]);
  if (!verified.valid) return refuse(verified.reason, verified.detail);
  const { sub } = verified.token;
  record.about({ subject: sub });
  const { decision, trace } = nimbusEvaluate(deployed.trust as NimbusTrust, verified.token);
  record.steps(trace);
  if (decision !== "allow") return refuse("members", "the token fits none");

  const credentials = context.fake("nimbus-credentials");
  context.remember(credentials, {
    identity: deployed.identity,
    subject: sub,
    expires: context.now() + LIFETIME_SECONDS,
  });
  record.allowed();
  return Response.json({ credentials });
}
