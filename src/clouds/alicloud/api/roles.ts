import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { loadSdk } from "../../../component/load-sdk";
import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { TrustStore } from "../../trust-statement";
import { roleElsewhere } from "../../trust-statement";
import { checkAlicloudTrustSize } from "../limits";
import type { AlicloudCredentials } from "./signer";
import { signAlicloudCall } from "./signer";

/** The part of the vendor's package that is used; programs without such statements do not have it. */
interface CredentialsSdk {
  default: new (config: null, provider?: object) => { getCredential(): Promise<AlicloudCredentials> };
  CLIProfileCredentialsProvider: { builder(): { withProfileName(name: string): { build(): object } } };
}

/** The vendor's chain of credentials, loaded when a statement is kept in somebody else's role. */
export function alicloudCredentialsSdk(): CredentialsSdk {
  return loadSdk("@alicloud/credentials", () => require("@alicloud/credentials") as CredentialsSdk);
}

const RAM_VERSION = "2015-05-01";
const TIMEOUT = 30_000;

/**
 * Roles of RAM, with the credentials of a profile of the vendor's command line, else with those of the default provider's configuration
 * (`alicloud:profile`, `alicloud:accessKey`), else with those that the vendor's SDKs find. The address is the vendor's, or that of
 * `RAM_ENDPOINT`, as for its Terraform provider.
 */
export function alicloudRoles(profile: string | undefined, config: (key: string) => string | undefined): TrustStore {
  const call = async (action: string, parameters: Record<string, string>): Promise<unknown> => {
    const { host, origin } = new URL(/^https?:/.test(endpoint()) ? endpoint() : `https://${endpoint()}`);
    const credentials = await credentialsOf(profile, config);
    const signed = signAlicloudCall(
      { host, action, version: RAM_VERSION, parameters },
      credentials,
      new Date(),
      randomUUID(),
    );
    const { host: _written, ...headers } = signed.headers;
    const response = await fetch(`${origin}/?${signed.query}`, {
      method: "POST",
      headers: { ...headers, accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw refusal(action, response.status, answer);
  };
  return {
    async read(roleArn) {
      try {
        const { Role } = (await call("GetRole", { RoleName: nameOf(roleArn) })) as {
          Role?: { Arn?: string; AssumeRolePolicyDocument?: string };
        };
        // RAM writes the role's name in its ARN in lower case.
        if (Role?.Arn?.toLowerCase() !== roleArn.toLowerCase()) throw roleElsewhere(roleArn, Role?.Arn);
        return Role?.AssumeRolePolicyDocument ?? "";
      } catch (error) {
        if (error instanceof AlicloudApiError && error.refusal === "EntityNotExist.Role") return undefined;
        throw error;
      }
    },
    async write(roleArn, policy) {
      await call("UpdateRole", { RoleName: nameOf(roleArn), NewAssumeRolePolicyDocument: policy });
    },
    sleep: (milliseconds) => delay(milliseconds),
    random: Math.random,
    check: (policy) => checkAlicloudTrustSize(policy, "statements"),
  };
}

/** A call that RAM refused. */
class AlicloudApiError extends WorkloadIdentityError {
  constructor(
    message: string,
    /** The vendor's own code, for example `EntityNotExist.Role`. */
    readonly refusal: string,
  ) {
    super("alicloud-api-refused", message);
  }
}

function refusal(action: string, status: number, answer: unknown): AlicloudApiError {
  const { Code = "", Message = "", RequestId = "" } = (answer ?? {}) as Record<string, unknown>;
  const advice = /^NoPermission/.test(String(Code))
    ? "; allow the deployer ram:GetRole and ram:UpdateRole on the role"
    : "";
  return new AlicloudApiError(
    `Cannot call ${action} of RAM: status ${status}, ${show(Code)}, ${show(Message)}, request ${show(RequestId)}${advice}`,
    String(Code),
  );
}

async function credentialsOf(
  profile: string | undefined,
  config: (key: string) => string | undefined,
): Promise<AlicloudCredentials> {
  const [accessKeyId, accessKeySecret, securityToken] = [
    "alicloud:accessKey",
    "alicloud:secretKey",
    "alicloud:securityToken",
  ].map(config);
  if (profile === undefined && accessKeyId !== undefined && accessKeySecret !== undefined) {
    return { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) };
  }
  const { default: Credential, CLIProfileCredentialsProvider } = alicloudCredentialsSdk();
  const named = profile ?? config("alicloud:profile");
  const provider =
    named === undefined ? undefined : CLIProfileCredentialsProvider.builder().withProfileName(named).build();
  return new Credential(null, provider).getCredential();
}

function endpoint(): string {
  return process.env.RAM_ENDPOINT ?? "ram.aliyuncs.com";
}

function nameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}
