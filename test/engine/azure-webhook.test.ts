import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../src/clouds/azure/audience";
import { azureProjectedWiring, azureWebhookWiring } from "../../src/clouds/azure/wiring";
import type { Wiring } from "../../src/core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../src/core/wiring";
import { wirePodTemplate } from "../../src/kubernetes";
import { installAzureWebhook } from "./support/azure-webhook";
import type { ApiServer } from "./support/kube-apiserver";
import { BUILD_TIMEOUT, startApiServer } from "./support/kube-apiserver";
import { exampleObjects, otherServiceAccount, withObjects } from "./support/kube-objects";
import type { Pod } from "./support/kube-pods";
import { createPod, deploymentsOf } from "./support/kube-pods";

// Of the vendors' webhooks only this one is served as a Go module. AWS's (amazon-eks-pod-identity-webhook) is not, at the versions that
// were tried (v0.6.5, v0.6.10), and Alibaba Cloud publishes ack-pod-identity-webhook as an image only: what those two inject is
// compared with nothing here.

const settings = {
  clientId: "00000000-0000-4000-8000-00000000000c",
  tenantId: "00000000-0000-4000-8000-00000000000d",
  audience: AZURE_DEFAULT_AUDIENCE,
};
const untouched = { env: {}, tokens: [] };

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer("https://cluster.example");
  await installAzureWebhook(server, "00000000-0000-4000-8000-0000000000ff");
}, BUILD_TIMEOUT);

afterAll(() => server?.end());

/** A pod of a ServiceAccount with this wiring, as the API server admits it; all containers but `app` are skipped. */
async function admitted(wiring: Wiring): Promise<Pod> {
  const { metadata } = otherServiceAccount("shop", "orders").object;
  const annotated = { ...metadata, annotations: wiring.serviceAccountAnnotations };
  const account = otherServiceAccount("shop", "orders", { metadata: annotated, automountServiceAccountToken: false });
  const containers = ["app", "sidecar", "proxy"].map((name) => ({ name, image: `${name}:1` }));
  const template = wirePodTemplate(
    { metadata: {}, spec: { containers, serviceAccountName: "orders" } },
    { serviceAccountName: "orders", wiring, mountPath: DEFAULT_MOUNT_PATH },
    { skipContainers: ["sidecar", "proxy"] },
    (path, why) => expect.fail(`${path}: ${why}`),
  );
  return withObjects(server, [account], () => createPod(server, template, { namespace: "shop" }));
}

/** What a container sees: the token file that it is told of, its other variables, and the tokens that are mounted. */
function seenBy({ spec }: Pod, name: string) {
  const container = spec.containers.find((each) => each.name === name);
  const env = Object.fromEntries((container?.env ?? []).map((each) => [each.name, each.value]));
  const { AZURE_FEDERATED_TOKEN_FILE: file, ...others } = env;
  const tokens = (container?.volumeMounts ?? []).flatMap((mount) =>
    (spec.volumes?.find((volume) => volume.name === mount.name)?.projected?.sources ?? []).map(
      ({ serviceAccountToken: token }) => ({ ...token, path: `${mount.mountPath}/${token?.path}` }),
    ),
  );
  return { env: others, tokens, ...(file === undefined ? {} : { file }) };
}

describe("Microsoft's webhook", () => {
  test("gives a pod what the projected form gives it, at another path, and skips the same containers", async () => {
    const injected = await admitted(azureWebhookWiring(settings));
    const projected = await admitted(azureProjectedWiring(settings));
    const [theirs, ours] = [seenBy(injected, "app"), seenBy(projected, "app")];
    expect(theirs.file).toBe("/var/run/secrets/azure/tokens/azure-identity-token");
    expect(ours.file).toBe(`${DEFAULT_MOUNT_PATH}/azure/token`);
    expect(ours.env).toEqual(theirs.env);
    for (const { file, tokens } of [theirs, ours]) {
      expect(tokens).toEqual([{ audience: settings.audience, expirationSeconds: 3600, path: file }]);
    }
    for (const skipped of ["sidecar", "proxy"]) {
      expect(seenBy(injected, skipped)).toEqual(untouched);
      expect(seenBy(projected, skipped)).toEqual(untouched);
    }
  });

  test("injects a token of the lifetime that the webhook form asks for", async () => {
    const pod = await admitted(azureWebhookWiring({ ...settings, expirationSeconds: 7200 }));
    expect(seenBy(pod, "app").tokens).toMatchObject([{ expirationSeconds: 7200 }]);
  });

  test("gives the pods of the AKS example the identity that is written on their ServiceAccount", async () => {
    const objects = await exampleObjects("aks-workload-identity");
    const account = objects.find(({ object }) => object.kind === "ServiceAccount");
    const annotations = account?.object.metadata.annotations as Record<string, string>;
    await withObjects(server, objects, async () => {
      const [{ namespace, template }] = deploymentsOf(objects) as [ReturnType<typeof deploymentsOf>[number]];
      const { env, tokens } = seenBy(await createPod(server, template, { namespace }), "app");
      expect(env).toMatchObject({
        AZURE_CLIENT_ID: annotations["azure.workload.identity/client-id"],
        AZURE_TENANT_ID: annotations["azure.workload.identity/tenant-id"],
      });
      expect(tokens).toHaveLength(1);
    });
  });
});
