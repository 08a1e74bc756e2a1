import type { IncomingMessage, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** IAM and RAM on one local port, as far as trust policies go: what they keep, and what they were asked. */
export class RoleServers {
  /** Trust policies by the role's ARN. */
  readonly policies = new Map<string, string>();
  readonly calls: string[] = [];
  /** Runs before a write is taken; tests let somebody else write meanwhile. */
  beforeWrite: (arn: string) => void = () => {};
  private constructor(private readonly server: Server) {}

  static async start(): Promise<RoleServers> {
    const server = createServer();
    const servers = new RoleServers(server);
    server.on("request", async (request: IncomingMessage, response) => {
      const { status, type, body } = servers.answer(request, await text(request));
      response.writeHead(status, { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return servers;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Variables under which the vendors' chains of credentials lead here. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_IAM: this.endpoint,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "not-a-real-secret-of-aws",
      RAM_ENDPOINT: this.endpoint,
      ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAIEXAMPLE",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "not-a-real-secret-of-alibaba",
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, body: string): { status: number; type: string; body: string } {
    const query = new URL(request.url ?? "/", this.endpoint).searchParams;
    const isRam = request.headers["x-acs-action"] !== undefined;
    const form = isRam ? query : new URLSearchParams(body);
    const action = String(request.headers["x-acs-action"] ?? form.get("Action"));
    const name = form.get("RoleName") ?? "";
    this.calls.push(`${action} ${name}`);
    const prefix = isRam ? "acs:ram:" : "arn:aws:iam:";
    const arn = [...this.policies.keys()].find((one) => one.startsWith(prefix) && one.endsWith(`/${name}`));
    if (
      !/^(AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE|ACS3-HMAC-SHA256 Credential=LTAIEXAMPLE)/.test(
        String(request.headers.authorization),
      )
    ) {
      return refused(isRam, 403, "InvalidAccessKeyId");
    }
    if (arn === undefined) return refused(isRam, 404, isRam ? "EntityNotExist.Role" : "NoSuchEntity");
    const written = form.get(isRam ? "NewAssumeRolePolicyDocument" : "PolicyDocument");
    if (written !== null) {
      this.beforeWrite(arn);
      if (JSON.parse(written).Statement.length === 0) return refused(isRam, 400, "MalformedPolicyDocument");
      if (!isRam && written.length > 2048) return refused(isRam, 409, "LimitExceeded");
      this.policies.set(arn, written);
    }
    const policy = this.policies.get(arn) ?? "";
    if (isRam) {
      return json(200, {
        RequestId: "1",
        Role: { Arn: arn.toLowerCase(), RoleName: name, AssumeRolePolicyDocument: policy },
      });
    }
    const role = `<Role><Arn>${arn}</Arn><RoleName>${name}</RoleName><RoleId>AROAEXAMPLE</RoleId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${encodeURIComponent(policy)}</AssumeRolePolicyDocument></Role>`;
    const result = action === "GetRole" ? `<GetRoleResult>${role}</GetRoleResult>` : "";
    const xml = `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${result}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`;
    return { status: 200, type: "text/xml", body: xml };
  }
}

function refused(isRam: boolean, status: number, code: string) {
  if (isRam) return json(status, { RequestId: "1", Code: code, Message: `refused: ${code}` });
  const body = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>refused: ${code}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
  return { status, type: "text/xml", body };
}

function json(status: number, value: object) {
  return { status, type: "application/json", body: JSON.stringify(value) };
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request) all += chunk;
  return all;
}
