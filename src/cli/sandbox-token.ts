import { parseArgs } from "node:util";
import type { ControlledState } from "../sandbox/control";
import { findControl } from "../sandbox/control-file";
import { askSandbox } from "./control-client";
import { onlyIssuerOf } from "./sandbox-issuer";
import { subjectArgument } from "./subject-argument";
import { UsageError } from "./usage-error";

/** Prints a token as the API server of a cluster would sign it. */
export async function sandboxToken(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: "string" },
      issuer: { type: "string" },
      audience: { type: "string", multiple: true },
      expiration: { type: "string", default: "3600" },
      json: { type: "boolean", default: false },
    },
  });
  const subject = subjectArgument(positionals);
  const { audience } = values;
  if (audience === undefined) throw new UsageError("expected --audience <audience>");
  const expirationSeconds = Number(values.expiration);
  if (!Number.isInteger(expirationSeconds)) throw new UsageError(`--expiration ${values.expiration} is no number`);
  const control = findControl(values.url);
  const issuer = values.issuer ?? (await onlyIssuer(control));
  const { token } = await askSandbox<{ token: string }>(control, "token", {
    ...subject,
    issuer,
    audience,
    expirationSeconds,
  });
  process.stdout.write(values.json ? `${JSON.stringify({ token })}\n` : `${token}\n`);
  return 0;
}

async function onlyIssuer(control: Parameters<typeof askSandbox>[0]): Promise<string> {
  const state = await askSandbox<ControlledState>(control, "state", {});
  const issuer = onlyIssuerOf(state);
  if (issuer !== undefined) return issuer;
  throw new UsageError(`expected --issuer <url>: the deployed trusts name ${state.issuers.join(", ") || "none"}`);
}
