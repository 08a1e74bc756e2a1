import { setTimeout as delay } from "node:timers/promises";
import { loadSdk } from "../../../component/load-sdk";
import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { TrustStore } from "../../trust-statement";
import { roleElsewhere } from "../../trust-statement";
import { checkAwsTrustSize } from "../limits";
import { awsHomeRegion } from "../partition";

/** The part of the vendor's client that is used; programs without such statements do not have it. */
interface IamSdk {
  IAMClient: new (settings: object) => { send(command: object): Promise<{ Role?: IamRole }> };
  GetRoleCommand: new (input: { RoleName: string }) => object;
  UpdateAssumeRolePolicyCommand: new (input: { RoleName: string; PolicyDocument: string }) => object;
}

interface IamRole {
  Arn?: string;
  /** Encoded for a URL (RFC 3986). */
  AssumeRolePolicyDocument?: string;
}

/** The vendor's client of IAM, loaded when a statement is kept in somebody else's role. */
export function awsIamClient(): IamSdk {
  return loadSdk("@aws-sdk/client-iam", () => require("@aws-sdk/client-iam") as IamSdk);
}

/**
 * Roles of IAM, with the credentials of a profile, else with those of the default provider's configuration (`aws:profile`,
 * `aws:accessKey`), else with those that the vendor's SDK finds.
 */
export function awsRoles(profile: string | undefined, config: (key: string) => string | undefined): TrustStore {
  const { IAMClient, GetRoleCommand, UpdateAssumeRolePolicyCommand } = awsIamClient();
  // IAM is one for a partition, but its requests are signed for a region of it.
  const send = (roleArn: string, command: object) =>
    new IAMClient({ region: awsHomeRegion(roleArn.split(":")[1]), ...credentialsOf(profile, config) }).send(command);
  return {
    async read(roleArn) {
      try {
        const { Role } = await send(roleArn, new GetRoleCommand({ RoleName: nameOf(roleArn) }));
        if (Role?.Arn !== roleArn) throw roleElsewhere(roleArn, Role?.Arn);
        return decodeURIComponent(Role.AssumeRolePolicyDocument ?? "");
      } catch (error) {
        if (isCalled(error, "NoSuchEntity")) return undefined;
        throw error;
      }
    },
    async write(roleArn, policy) {
      try {
        await send(roleArn, new UpdateAssumeRolePolicyCommand({ RoleName: nameOf(roleArn), PolicyDocument: policy }));
      } catch (error) {
        if (!isCalled(error, "LimitExceeded")) throw error;
        throw new WorkloadIdentityError(
          "aws-trust-too-long",
          `Cannot add to the trust policy of ${show(roleArn)}: with the statement it is longer than the account's quota (2048 characters unless raised); give the subjects to another role, or have the quota raised`,
        );
      }
    },
    sleep: (milliseconds) => delay(milliseconds),
    random: Math.random,
    // White space does not count.
    check: (policy) => checkAwsTrustSize(JSON.stringify(JSON.parse(policy)), "statements"),
  };
}

function credentialsOf(profile: string | undefined, config: (key: string) => string | undefined): object {
  const [accessKeyId, secretAccessKey, sessionToken] = ["aws:accessKey", "aws:secretKey", "aws:token"].map(config);
  if (profile === undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } };
  }
  const named = profile ?? config("aws:profile");
  return named === undefined ? {} : { profile: named };
}

function nameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}

function isCalled(error: unknown, name: string): boolean {
  return String((error as { name?: unknown }).name).replace(/Exception$/, "") === name;
}
