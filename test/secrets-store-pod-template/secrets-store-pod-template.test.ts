import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { SecretsStoreMount, SecretsStorePodTemplate } from "../../src/secrets-store";
import { installCloudMocks, outputValue } from "../../src/testing";
import { faultCodes } from "../support/fault-codes";

beforeEach(async () => void (await installCloudMocks()));

const mounting = () =>
  new SecretsStoreMount("orders", {
    issuer: { url: "https://issuer.example.com" },
    namespace: "shop",
    serviceAccount: "orders",
    aws: {},
    mounts: [
      {
        name: "db",
        mountPath: "/mnt/db",
        aws: { objects: [{ arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbC123", file: "db" }] },
      },
    ],
  });
const template = { spec: { containers: [{ name: "app", image: "orders:1" }, { name: "proxy" }] } };
const known = (template: unknown) => outputValue(pulumi.output(template));

describe("a pod template that mounts secrets, as a component", () => {
  it("is what podTemplate answers: the files and no token", async () => {
    const secretsStoreMount = mounting();
    const pods = new SecretsStorePodTemplate("pods", { secretsStoreMount, template, skipContainers: ["proxy"] });
    const wired = await outputValue(pods.template);
    expect(wired).toEqual(await known(secretsStoreMount.podTemplate(template, { skipContainers: ["proxy"] })));
    expect(wired.spec.volumes.map(({ name }: { name: string }) => name)).toEqual(["secrets-store-db"]);
    expect(wired.spec.containers[1]).toEqual({ name: "proxy" });
  });

  it("has the workload's tokens as well where its pods call clouds", async () => {
    const secretsStoreMount = mounting();
    const pods = new SecretsStorePodTemplate("pods", { secretsStoreMount, template, callsClouds: true });
    const wired = await outputValue(pods.template);
    const both = secretsStoreMount.workload().podTemplate(secretsStoreMount.podTemplate(template));
    expect(wired).toEqual(await known(both));
    expect(JSON.stringify(wired)).toContain("AWS_ROLE_ARN");
  });

  it("is refused for anything but a mount, as another ServiceAccount, and with an argument that is misspelt", () => {
    const secretsStoreMount = mounting();
    const construct = (more: object) => () =>
      new SecretsStorePodTemplate("pods", { secretsStoreMount, template, ...more });
    expect(faultCodes(construct({ secretsStoreMount: secretsStoreMount.workload() }))).toEqual([
      "secrets-store-mount-expected",
    ]);
    expect(construct({ template: { spec: { serviceAccountName: "default", containers: [] } } })).toThrow(
      "spec.serviceAccountName",
    );
    expect(construct({ callClouds: true })).toThrow('did you mean "callsClouds"');
    expect(faultCodes(construct({ callsClouds: "no" }))).toEqual(["shape-invalid"]);
  });
});
