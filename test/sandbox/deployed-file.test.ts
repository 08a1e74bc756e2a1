import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clouds } from "../../src/clouds/registry";
import { readDeployedFile } from "../../src/sandbox/deployed-file";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "deployed-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  const path = join(folder, "stack.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return readDeployedFile(path);
}

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const arn = "arn:aws:iam::111122223333:oidc-provider/issuer.example.com";
const state = { arn, url: "issuer.example.com", clientIdLists: ["sts.amazonaws.com"] };
const exported = (outputs: object) => ({
  version: 3,
  deployment: {
    resources: [
      { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", type: "pulumi:pulumi:Stack", outputs: {} },
      {
        urn: "urn:pulumi:dev::shop::pulumi:providers:aws::default",
        type: "pulumi:providers:aws",
        id: "1",
        outputs: {},
      },
      { urn: `urn:pulumi:dev::shop::my:index:Cluster$${type}::cluster`, type, id: arn, inputs: {}, outputs },
    ],
  },
});

describe("a file of what is deployed", () => {
  it("may be a stack as Pulumi exports it: its resources by their logical names, without stack, components and providers", () => {
    expect(read(exported(state))).toEqual([{ type, name: "cluster", id: arn, state }]);
    expect(read({ version: 3, deployment: {} })).toEqual([]);
  });

  it("shows the secrets that the export shows", () => {
    const secret = { ...state, url: { ...SECRET, plaintext: '"issuer.example.com"' } };
    expect(read(exported(secret))).toEqual([{ type, name: "cluster", id: arn, state }]);
  });

  it("may be a list of resources, as from a test", () => {
    const [resource] = read(exported(state));
    expect(read([resource])).toEqual([resource]);
  });

  it("lets a trust be read that names a registration of it", () => {
    const role = {
      type: "aws:iam/role:Role",
      name: "orders",
      id: "orders",
      state: {
        arn: "a",
        assumeRolePolicy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"${arn}"}}]}`,
      },
    };
    const [trust] = clouds.flatMap((cloud) => cloud.deployed([role, ...read(exported(state))]));
    expect(trust).toMatchObject({ trust: { oidcProviders: [{ arn, clientIds: ["sts.amazonaws.com"] }] } });
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["an empty file", ""],
    ["another document", { resources: [] }],
    ["a number", 1],
    ["a list of something else", [{ urn: "a" }]],
    ["a resource without a type", { deployment: { resources: [{ urn: "a" }] } }],
  ])("is refused with a code where it has %s", (_, content) => {
    expect(() => read(content)).toThrow(expect.objectContaining({ code: "deployed-unreadable" }));
  });

  it("is refused with a code where there is none", () => {
    expect(() => readDeployedFile(join(folder, "none.json"))).toThrow(
      expect.objectContaining({ code: "deployed-unreadable", message: expect.stringContaining("none.json") }),
    );
  });
});
