import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HuaweiRuntime } from "../../../../src/clouds/huawei/api/client";
import { HUAWEI_MAX_ATTEMPTS, huaweiClient, huaweiPath } from "../../../../src/clouds/huawei/api/client";
import type { HuaweiService } from "../../../../src/clouds/huawei/api/endpoints";
import { huaweiClusterEndpoint, huaweiEndpoint } from "../../../../src/clouds/huawei/api/endpoints";
import type { HuaweiConnection } from "../../../../src/clouds/huawei/api/settings";
import { IamServer, TEST_KEY } from "../support/iam-server";
import { testRuntime } from "../support/runtime";

let server: IamServer;

beforeEach(async () => {
  server = await IamServer.start();
});
afterEach(() => server.stop());

function clientWith(settings: Partial<HuaweiRuntime> = {}, connection: HuaweiConnection = {}) {
  const runtime = testRuntime(settings);
  const { request } = huaweiClient({ iamEndpoint: server.endpoint, ...connection }, runtime);
  const createGroup = () =>
    request<{ group: { id: string } }>({
      service: "iam",
      method: "POST",
      path: "/v3/groups",
      body: { group: { name: "orders" } },
    });
  return { runtime, request, createGroup };
}

async function errorOf(promise: Promise<unknown>): Promise<{ code: string; message: string; status?: number }> {
  return promise.then(
    () => {
      throw new Error("expected a refusal");
    },
    (error) => error,
  );
}

describe("a client", () => {
  it("asks once for the account of the access key, and names it in every request", async () => {
    const { request, createGroup } = clientWith();
    await createGroup();
    await request({ service: "iam", method: "GET", path: "/v3/groups" });
    expect(server.calls()).toEqual(["GET /v3/auth/domains", "POST /v3/groups", "GET /v3/groups"]);
    expect(server.requests[1]!.headers["x-domain-id"]).toBe(server.state.domainId);
  });

  it("takes the account from connection, configuration or environment without asking", async () => {
    const settings: Partial<HuaweiRuntime>[] = [{}, { config: (key) => ({ "huawei:domainId": "d2" })[key] }];
    const connections: HuaweiConnection[] = [{ domainId: "d1" }, {}];
    for (const [i, setting] of settings.entries()) {
      await clientWith(setting, connections[i]).request({ service: "iam", method: "GET", path: "/v3/groups" });
    }
    expect(server.requests.map(({ headers }) => headers["x-domain-id"])).toEqual(["d1", "d2"]);
  });

  it("prefers the key of the stack's configuration to that of the environment, and sends the token of a temporary key", async () => {
    const config = {
      "huawei:accessKey": TEST_KEY.accessKey,
      "huawei:secretKey": TEST_KEY.secretKey,
      "huawei:securityToken": "temporary",
    } as Record<string, string>;
    const { createGroup } = clientWith({
      config: (key) => config[key],
      env: (name) => ({ HW_ACCESS_KEY: "wrong", HW_SECRET_KEY: "wrong" })[name],
    });
    await createGroup();
    expect(server.requests[1]!.headers["x-security-token"]).toBe("temporary");
  });

  it("reads the variables of the Terraform provider as well", async () => {
    const env = { HW_ACCESS_KEY: TEST_KEY.accessKey, HW_SECRET_KEY: TEST_KEY.secretKey } as Record<string, string>;
    await expect(clientWith({ env: (name) => env[name] }).createGroup()).resolves.toBeDefined();
  });

  it("sends nothing without an access key", async () => {
    expect(await errorOf(clientWith({ env: () => undefined }).createGroup())).toMatchObject({
      code: "huawei-credentials-missing",
    });
    expect(server.requests).toEqual([]);
  });

  it.each([429, 500, 503, "silence", "reset-before"] as const)(
    "repeats what failed with %s, once it works",
    async (fault) => {
      server.fail("POST", /groups/, fault, 2);
      // Long enough for what is answered, also on a machine that is busy.
      const { createGroup, runtime } = clientWith(fault === "silence" ? { timeout: 1500 } : {});
      await createGroup();
      expect(server.calls("POST")).toHaveLength(3);
      expect(server.state.groups.size).toBe(1);
      expect(runtime.pauses).toEqual([500, 1000]);
    },
  );

  it("waits a random part of a time that doubles, never longer than 20 seconds", async () => {
    server.fail("POST", /groups/, 500, 100);
    const { createGroup, runtime } = clientWith({ random: () => 0.5 });
    expect(await errorOf(createGroup())).toMatchObject({ code: "huawei-server-error", status: 500 });
    expect(server.calls("POST")).toHaveLength(HUAWEI_MAX_ATTEMPTS);
    expect(runtime.pauses).toEqual([250, 500, 1000, 2000, 4000]);
  });

  it.each([
    [429, "huawei-throttled"],
    [503, "huawei-server-error"],
    ["silence", "huawei-timeout"],
    ["reset-before", "huawei-unreachable"],
  ] as const)("ends with a code of its own after %s for too long", async (fault, code) => {
    server.fail("POST", /groups/, fault, 100);
    const { createGroup } = clientWith(fault === "silence" ? { timeout: 50 } : {});
    expect(await errorOf(createGroup())).toMatchObject({ code });
  });

  it.each([
    [400, "huawei-request-invalid"],
    [403, "huawei-forbidden"],
  ] as const)("does not repeat a refusal with %i", async (fault, code) => {
    server.fail("POST", /groups/, fault);
    expect(await errorOf(clientWith().createGroup())).toMatchObject({ code, status: fault });
    expect(server.calls("POST")).toHaveLength(1);
  });

  it("tells a conflict and an absence apart by code", async () => {
    const { createGroup, request } = clientWith();
    await createGroup();
    expect(await errorOf(createGroup())).toMatchObject({ code: "huawei-conflict", status: 409 });
    const absent = request({ service: "iam", method: "GET", path: "/v3/groups/none" });
    expect(await errorOf(absent)).toMatchObject({ code: "huawei-not-found" });
  });

  it("says in its own words that a signature was refused", async () => {
    const env = { HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey, HUAWEICLOUD_SDK_SK: "wrong" } as Record<string, string>;
    const error = await errorOf(clientWith({ env: (name) => env[name] }).createGroup());
    expect(error).toMatchObject({ code: "huawei-unauthorized", vendorCode: "APIGW.0301" });
    expect(error.message).toContain("clock");
  });

  it("keeps keys and tokens out of its errors, even where the cloud repeats them", async () => {
    server.fail("POST", /groups/, 403);
    const error = await errorOf(clientWith().createGroup());
    expect(error.message).toContain("Access=***");
    expect(JSON.stringify(error) + error.message).not.toContain(TEST_KEY.accessKey);
    expect(JSON.stringify(error) + error.message).not.toContain(TEST_KEY.secretKey);
  });

  it("refuses to build a path from what is no id", () => {
    for (const id of ["", "a/b", "..", "a?b", "a#b"]) {
      expect(() => huaweiPath`/v3/groups/${id}`, id).toThrow(expect.objectContaining({ code: "huawei-id-invalid" }));
    }
    expect(huaweiPath`/v3/groups/${"a b"}`).toBe("/v3/groups/a%20b");
  });
});

describe("the address of a service", () => {
  const address = (service: HuaweiService, connection: HuaweiConnection, env: Record<string, string> = {}) =>
    huaweiEndpoint(service, connection, { config: () => undefined, env: (name) => env[name] });

  it.each<[HuaweiService, HuaweiConnection, Record<string, string>, string]>([
    ["iam", {}, {}, "https://iam.myhuaweicloud.com"],
    ["iam", { region: "cn-north-4" }, {}, "https://iam.myhuaweicloud.com"],
    ["iam", { cloud: "myhuaweicloud.eu", region: "eu-west-101" }, {}, "https://iam.eu-west-101.myhuaweicloud.eu"],
    [
      "iam",
      { iamEndpoint: "https://iam.cn-north-4.myhuaweicloud.com/" },
      {},
      "https://iam.cn-north-4.myhuaweicloud.com",
    ],
    ["iam", {}, { HUAWEICLOUD_SDK_IAM_ENDPOINT: "https://iam.example.com" }, "https://iam.example.com"],
    ["sts", { region: "ap-southeast-3" }, {}, "https://sts.ap-southeast-3.myhuaweicloud.com"],
    ["cce", {}, { HW_REGION_NAME: "cn-north-4" }, "https://cce.cn-north-4.myhuaweicloud.com"],
    [
      "cce",
      {},
      { HW_REGION_NAME: "eu-west-101", HW_CLOUD: "myhuaweicloud.eu" },
      "https://cce.eu-west-101.myhuaweicloud.eu",
    ],
  ])("of %s with %j and %j is %s", (service, connection, env, expected) => {
    expect(address(service, connection, env)).toBe(expected);
  });

  it("of a cluster begins with the cluster's id", () => {
    const sources = { config: () => undefined, env: () => undefined };
    expect(huaweiClusterEndpoint("1f2e", { region: "cn-north-4" }, sources)).toBe(
      "https://1f2e.cce.cn-north-4.myhuaweicloud.com",
    );
  });

  it("of a region needs the region", () => {
    expect(() => address("cce", {})).toThrow(expect.objectContaining({ code: "huawei-region-missing" }));
  });

  it.each(["http://iam.example.com", "iam.example.com", "", "https://"])("is refused where it is %j", (iamEndpoint) => {
    expect(() => address("iam", { iamEndpoint })).toThrow(expect.objectContaining({ code: "huawei-endpoint-invalid" }));
  });
});
