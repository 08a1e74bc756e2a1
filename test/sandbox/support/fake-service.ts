import type { ExchangeContext } from "../../../src/clouds/simulated/exchange";
import type { SandboxService } from "../../../src/sandbox/gateway";

/** A token service without a vendor's form: it tells what it was asked, and whether any deployed trust of the cloud names the subject. */
export function fakeService(cloud: string, host = `token.${cloud}.example`): SandboxService {
  return {
    cloud,
    exchange: {
      hosts: [new RegExp(`^${host.replaceAll(".", "\\.")}$`)],
      environment: (origin) => ({ [`${cloud.toUpperCase()}_ENDPOINT`]: origin }),
      async handle(request, context) {
        const { pathname } = new URL(request.url);
        if (pathname === "/where") {
          const body = await request.text();
          return Response.json({ url: request.url, origin: context.origin, method: request.method, body, cloud });
        }
        if (pathname === "/pod") return Response.json(await podOf(context));
        if (pathname === "/broken") throw new Error("broken on purpose");
        if (pathname !== "/token") return undefined;
        return exchange(await request.text(), context);
      },
    },
  };
}

async function exchange(jwt: string, context: ExchangeContext): Promise<Response> {
  const verified = await context.verify(jwt, ["RS256"]);
  const subject = verified.valid ? verified.token.sub : verified.claims?.sub;
  const allowed =
    verified.valid && context.trusts.some(({ trust }) => JSON.stringify(trust).includes(verified.token.sub));
  const code = verified.valid ? "AccessDenied" : verified.reason;
  const step = {
    step: "signature and times",
    passed: verified.valid,
    detail: verified.valid ? "good" : verified.detail,
  };
  const target = "any role";
  const known = subject === undefined ? {} : { subject };
  context.explain({ call: "Exchange", target, allowed, trace: [step], ...known, ...(allowed ? {} : { code }) });
  if (!allowed) return Response.json({ code }, { status: 403 });
  const secret = context.fake("session");
  context.remember(secret, { identity: target, subject: subject ?? "", expires: context.now() + 60 });
  return Response.json({ secret, identity: context.recall(secret)?.identity });
}

async function podOf({ pod }: ExchangeContext): Promise<object> {
  if (pod === undefined) return { pod: null };
  const { namespace, serviceAccount, issuer } = pod;
  return { pod: { namespace, serviceAccount, issuer }, token: await pod.token("node.example") };
}
