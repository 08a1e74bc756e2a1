import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FederatedWorkload, WorkloadPodTemplate } from "../../src";
import { installCloudMocks, outputValue, settled } from "../../src/testing";

beforeEach(async () => void (await installCloudMocks()));

function workload() {
  const issuer = { url: "https://issuer.example.com" };
  return new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", aws: {} });
}

const template = (env: object[] = []) => ({ spec: { containers: [{ name: "app", image: "orders:1", env }] } });

describe("a pod template as a component", () => {
  it("is what podTemplate answers", async () => {
    const orders = workload();
    const { template: wired } = new WorkloadPodTemplate("pods", { workload: orders, template: template() });
    expect(await outputValue(wired)).toEqual(await outputValue(orders.podTemplate(template())));
    expect((await outputValue(wired)).spec.serviceAccountName).toBe("orders");
  });

  it("leaves out the containers that are skipped", async () => {
    const skipping = { workload: workload(), template: template(), skipContainers: ["app"] };
    const { template: wired } = new WorkloadPodTemplate("pods", skipping);
    expect((await outputValue(wired)).spec.containers).toEqual(template().spec.containers);
  });

  it("is refused where the pod would run as somebody else, and where an argument is misspelt", () => {
    const rival = template([{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }]);
    const orders = workload();
    expect(() => new WorkloadPodTemplate("pods", { workload: orders, template: rival })).toThrow("AWS_ACCESS_KEY_ID");
    const misspelt = { workload: orders, template: template(), skipContainer: ["app"] } as never;
    expect(() => new WorkloadPodTemplate("more", misspelt)).toThrow("skipContainers");
  });

  it("tells faults by its own arguments", () => {
    const orders = workload();
    const wired = (args: object) => () => new WorkloadPodTemplate("pods", { workload: orders, ...args } as never);
    const rival = template([{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }]);
    expect(wired({ template: rival })).toThrow(/^template\.spec\.containers\[0\]\.env\["AWS_ACCESS_KEY_ID"\]: /);
    expect(wired({ template: { spec: { containers: { name: "app" } } } })).toThrow(/^template\.spec\.containers: /);
    expect(wired({ template: template(), skipContainers: "app" })).toThrow(/^skipContainers: /);
  });

  it("tells what shows later by its own arguments too", async () => {
    const told = vi.spyOn(pulumi.log, "error").mockResolvedValue();
    const rival = pulumi.output(template([{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }]));
    const pods = new WorkloadPodTemplate("pods", { workload: workload(), template: rival });
    await outputValue(pods.template);
    await settled();
    expect(told.mock.calls).toEqual([[expect.stringMatching(/^template\.spec\.containers\[0\]\.env\["AWS_/), pods]]);
    told.mockRestore();
  });

  it("asks for the workload itself in place of anything else", () => {
    const named = { workload: "orders", template: template() } as never;
    expect(() => new WorkloadPodTemplate("pods", named)).toThrow(
      'Cannot wire pods of "orders": pass the FederatedWorkload',
    );
  });
});
