import { describe, expect, it } from "vitest";
import { checkOpenShiftInstall, readCredentialsRequests } from "../../src/openshift";
import { request } from "./support/payload";

const { requests } = readCredentialsRequests(request("openshift-ingress"));
const ISSUER = "https://prod-oidc.s3.eu-west-1.amazonaws.com";

function object(kind: string, name: string, more: object = {}, namespace?: string): object {
  return { apiVersion: "v1", kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...more };
}

function secret(
  data: Record<string, string>,
  name = "cloud-credentials",
  namespace = "openshift-ingress-operator",
): object {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return object("Secret", name, { data: Object.fromEntries(encoded) }, namespace);
}

function pod(audience: string): object {
  const volumes = [{ projected: { sources: [{ serviceAccountToken: { audience, path: "token" } }] } }];
  return object(
    "Pod",
    "ingress-1",
    { spec: { serviceAccountName: "ingress-operator", volumes } },
    "openshift-ingress-operator",
  );
}

const SHORT = {
  credentials: "[default]\nrole_arn = arn:aws:iam::111122223333:role/x\nweb_identity_token_file = /token",
};
const GOOD = {
  mode: object("CloudCredential", "cluster", { spec: { credentialsMode: "Manual" } }),
  issuer: object("Authentication", "cluster", { spec: { serviceAccountIssuer: ISSUER } }),
  platform: object("Infrastructure", "cluster", { status: { platformStatus: { type: "AWS" } } }),
  secret: secret(SHORT),
  pod: pod("openshift"),
};

/** What is found where some objects are others. */
function check(changed: Record<string, object | undefined> = {}): string[] {
  const items = Object.values({ ...GOOD, ...changed }).filter((each) => each !== undefined);
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return checkOpenShiftInstall(text, { issuer: ISSUER, requests }).map(({ code, result }) => `${code} ${result}`);
}

describe("checkOpenShiftInstall", () => {
  it("finds nothing wrong with a cluster that does without stored keys", () => {
    expect(check()).toEqual([
      "credentials-mode ok",
      "issuer ok",
      "root-secret ok",
      "operator-secret ok",
      "token-audience ok",
    ]);
  });

  it.each([
    [
      "a cluster that makes keys itself",
      { mode: object("CloudCredential", "cluster", { spec: { credentialsMode: "" } }) },
      "credentials-mode error",
    ],
    ["an issuer of the cluster itself", { issuer: object("Authentication", "cluster", { spec: {} }) }, "issuer error"],
    [
      "an issuer with a slash more",
      { issuer: object("Authentication", "cluster", { spec: { serviceAccountIssuer: `${ISSUER}/` } }) },
      "issuer error",
    ],
    [
      "a key of the whole account",
      { root: secret({ aws_access_key_id: "AKIA" }, "aws-creds", "kube-system") },
      "root-secret error",
    ],
    [
      "a stored key of an operator",
      { secret: secret({ aws_access_key_id: "AKIA", aws_secret_access_key: "s" }) },
      "operator-secret error",
    ],
    [
      "a stored key in a configuration",
      { secret: secret({ credentials: "[default]\naws_secret_access_key = s" }) },
      "operator-secret error",
    ],
    ["no Secret of an operator", { secret: secret(SHORT, "another") }, "operator-secret warning"],
    ["pods with tokens for somebody else", { pod: pod("sts.amazonaws.com") }, "token-audience warning"],
    ["no settings", { mode: undefined }, "credentials-mode warning"],
    ["no pods", { pod: undefined }, "token-audience warning"],
    ["no platform", { platform: undefined }, "platform warning"],
  ])("finds %s", (_, changed, found) => {
    expect(check(changed).filter((each) => !each.endsWith(" ok"))).toEqual([found]);
  });

  it.each([
    [
      "Azure",
      "openshift-ingress-azure",
      "azure-credentials",
      { azure_client_id: "a", azure_client_secret: "s" },
      { azure_client_id: "a", azure_federated_token_file: "/token" },
    ],
    [
      "GCP",
      "openshift-ingress-gcp",
      "gcp-credentials",
      { "service_account.json": '{"type":"service_account","private_key":"s"}' },
      { "service_account.json": '{"type":"external_account"}' },
    ],
  ])("knows stored keys and the root Secret on %s", (type, name, root, stored, short) => {
    const platform = object("Infrastructure", "cluster", { status: { platformStatus: { type } } });
    const found = (data: object, rootName: string) =>
      checkOpenShiftInstall(
        JSON.stringify({
          kind: "List",
          items: [platform, secret(data as Record<string, string>), secret({}, rootName, "kube-system")],
        }),
        {
          requests: readCredentialsRequests(request(name)).requests,
        },
      ).flatMap(({ code, result }) => (result === "error" ? [code] : []));
    expect(found(stored, root)).toEqual(["root-secret", "operator-secret"]);
    expect(found(short, "other")).toEqual([]);
  });

  it("says that a platform is none of the clouds, where the cluster has told it", () => {
    const platform = object("Infrastructure", "cluster", { status: { platformStatus: { type: "VSphere" } } });
    const items = [...Object.values({ ...GOOD, platform })];
    const found = checkOpenShiftInstall(JSON.stringify({ kind: "List", items }), { issuer: ISSUER, requests });
    expect(found.filter(({ result }) => result !== "ok")).toEqual([
      expect.objectContaining({ code: "platform", message: expect.stringContaining("VSphere") }),
    ]);
  });

  it("knows the platform by the field of older clusters", () => {
    const platform = object("Infrastructure", "cluster", { status: { platform: "AWS" } });
    const stored = secret({ aws_access_key_id: "AKIA", aws_secret_access_key: "s" });
    expect(check({ platform, secret: stored }).filter((each) => !each.endsWith(" ok"))).toEqual([
      "operator-secret error",
    ]);
  });

  it("says which command prints the requests where there are none", () => {
    const [first] = checkOpenShiftInstall(JSON.stringify({ kind: "List", items: [GOOD.platform] }));
    expect(first).toMatchObject({
      code: "requests",
      fix: expect.stringContaining("oc get credentialsrequest -A -o json"),
    });
  });

  it("tells nothing of what a Secret holds", () => {
    const text = JSON.stringify({
      kind: "List",
      items: [GOOD.platform, secret({ aws_secret_access_key: "SECRET-VALUE" })],
    });
    expect(JSON.stringify(checkOpenShiftInstall(text, { requests }))).not.toMatch(/SECRET-VALUE|U0VDUkVU/);
  });

  it("takes the requests of the cluster itself where none are given", () => {
    const items = [GOOD.platform, GOOD.secret, requests[0]!.document];
    const codes = checkOpenShiftInstall(JSON.stringify({ kind: "List", items })).map(({ code }) => code);
    expect(codes).toContain("operator-secret");
  });
});
