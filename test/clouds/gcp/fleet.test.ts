import { AttachedCluster } from "@pulumi/gcp/container/attachedCluster";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { GcpRegistration, GcpWorkloadIdentityArgs } from "../../../src/clouds/gcp";
import { fleetIssuer, GcpWorkloadIdentity } from "../../../src/clouds/gcp";
import { gcpFleetMembersOf } from "../../../src/clouds/gcp/deployed";
import type { GcpTrust } from "../../../src/clouds/gcp/trust";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { prove } from "../../../src/verifier";
import { lateFaults } from "../../support/late-faults";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const AKS = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";
const ON_PREMISES = "https://issuer.example.com";
const pool = "fleet-host.svc.id.goog";
const member = (name: string, project = "fleet-host") =>
  `https://gkehub.googleapis.com/projects/${project}/locations/global/memberships/${name}`;
const entry: GcpRegistration = {
  fleetWorkloadPool: pool,
  fleetIdentityProvider: member("blue"),
  projectNumber: "123456789012",
};
const principal = `principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/${pool}/subject/ns/shop/sa/orders`;
const names = { namespace: "shop", serviceAccount: "orders" };

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const create = (
  args: Partial<GcpWorkloadIdentityArgs>,
  gcp: GcpRegistration = entry,
  url: pulumi.Input<string> = EKS,
) =>
  new GcpWorkloadIdentity("orders", {
    subjects: [{ issuer: { url, gcp }, ...names }],
    project: "shop-prod",
    roles: ["roles/viewer"],
    ...args,
  });

/** Path and code of every fault of a construction; empty where it succeeds. */
function faults(args: object, gcp?: GcpRegistration, url?: string): string[] {
  try {
    create(args, gcp, url);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`);
    throw error;
  }
}

describe("a member of a fleet", () => {
  it.each([EKS, AKS, ON_PREMISES])(
    "has the fleet's principal, and pods with its token and no node selector: %s",
    async (url) => {
      const workload = create({}, entry, url);
      const { members, proof, credentialConfiguration } = await outputValue(workload.identity);
      const { tokens, nodeSelector, env } = await outputValue(pulumi.output(workload.wiring()));
      expect(members).toEqual([principal]);
      expect(proof).toMatch(/membership of a fleet is that of the issuer's cluster, and no other member/);
      expect(JSON.parse(credentialConfiguration)).toMatchObject({
        type: "external_account",
        audience: `identitynamespace:${pool}:${member("blue")}`,
        credential_source: { file: "/var/run/secrets/workload-identity/gcp/token" },
      });
      expect(tokens).toEqual([{ audience: pool, path: "gcp/token", expirationSeconds: 3600 }]);
      expect(nodeSelector).toEqual({});
      expect(env.GOOGLE_APPLICATION_CREDENTIALS).toMatch(/credential-configuration.json$/);
    },
  );

  it("impersonates by the member that GKE's clusters have too", async () => {
    const workload = create({ access: "impersonation", roles: [] }, { ...entry, projectNumber: undefined as never });
    await outputValue(workload.identity);
    await pulumi.runtime.disconnect();
    const [granted] = mocks.ofType("gcp:serviceaccount/iAMMember:IAMMember");
    expect(granted?.inputs.member).toBe(`serviceAccount:${pool}[shop/orders]`);
  });

  it("is granted to once where two members have the ServiceAccount, each with its own provider", async () => {
    const green = { ...entry, fleetIdentityProvider: member("green") };
    const workload = create({
      subjects: [
        { issuer: { url: EKS, gcp: entry }, ...names },
        { issuer: { url: AKS, gcp: green }, ...names },
      ],
    });
    expect((await outputValue(workload.identity)).members).toEqual([principal]);
    const configuration = async (url: string) => {
      const { files } = await outputValue(pulumi.output(workload.wiring({ url, gcp: url === EKS ? entry : green })));
      return JSON.parse(files[0]!.content).audience;
    };
    expect(await configuration(EKS)).toBe(`identitynamespace:${pool}:${member("blue")}`);
    expect(await configuration(AKS)).toBe(`identitynamespace:${pool}:${member("green")}`);
    await pulumi.runtime.disconnect();
    expect(mocks.ofType("gcp:projects/iAMMember:IAMMember")).toHaveLength(1);
  });

  it.each<[string, GcpRegistration, string]>([
    [
      "the pool of another project than its provider's",
      { ...entry, fleetWorkloadPool: "other.svc.id.goog" },
      "fleetIdentityProvider gcp-fleet-member-mismatch",
    ],
    [
      "a project whose name only begins alike",
      { ...entry, fleetIdentityProvider: member("blue", "fleet-host-2") },
      "fleetIdentityProvider gcp-fleet-member-mismatch",
    ],
    ["no provider", { fleetWorkloadPool: pool, projectNumber: "1" }, "fleetIdentityProvider gcp-fleet-member-invalid"],
    [
      "the membership's id for the provider",
      { ...entry, fleetIdentityProvider: "projects/fleet-host/locations/global/memberships/blue" },
      "fleetIdentityProvider gcp-fleet-member-invalid",
    ],
    [
      "a pool of its own's name",
      { ...entry, fleetWorkloadPool: "projects/1/locations/global/workloadIdentityPools/shop" },
      "fleetWorkloadPool gcp-fleet-workload-pool-invalid",
    ],
    ["an audience of its own", { ...entry, audience: "sts.example.com" }, "audience gcp-fleet-audience-fixed"],
    ["no project number", { ...entry, projectNumber: undefined as never }, "projectNumber gcp-project-number-missing"],
  ])("is refused with %s", (_, gcp, fault) => {
    expect(faults({}, gcp)).toEqual([`issuer.gcp.${fault}`]);
  });

  it("is refused as a GKE cluster too, and in place of the one that it is", () => {
    const gke = "https://container.googleapis.com/v1/projects/fleet-host/locations/europe-west4/clusters/blue";
    expect(faults({}, { ...entry, gkeWorkloadPool: pool })).toEqual(["subjects[0].issuer.gcp gcp-fleet-mismatch"]);
    expect(faults({}, entry, gke)).toEqual(["issuer.gcp.fleetWorkloadPool gcp-fleet-of-gke"]);
    expect(faults({}, entry, gke.replace("fleet-host", "another-project"))).toEqual([]);
    expect(faults({ fleet: true, gke: true })).toContain("fleet gcp-fleet-mismatch");
    expect(faults({ fleet: false })).toEqual(["fleet gcp-fleet-mismatch"]);
    expect(faults({ wiring: "webhook", access: "impersonation" })).toEqual(["wiring gcp-webhook-unsupported"]);
    expect(faults({ autopilot: true })).toEqual(["autopilot argument-without-effect"]);
  });

  it("is taken for one where its entry is an output and the workload says so", async () => {
    const issuer = pulumi.output({ url: EKS, gcp: entry });
    const args = { subjects: [{ issuer, ...names }], fleet: true };
    expect((await outputValue(create(args).identity)).members).toEqual([principal]);
    for (const changes of [
      { fleetWorkloadPool: "other.svc.id.goog" },
      { fleetIdentityProvider: undefined as never },
      { fleetWorkloadPool: undefined as never, gkeWorkloadPool: pool },
    ]) {
      mocks = await installCloudMocks();
      const late = pulumi.output({ url: EKS, gcp: { ...entry, ...changes } });
      const told = await lateFaults(() => create({ ...args, subjects: [{ issuer: late, ...names }] }));
      expect(told.join()).toMatch(/gcp-fleet-/);
    }
  });

  it("is proved with what attaches it, and not where that is another issuer's", async () => {
    const attach = (issuer: string) => [
      {
        type: "gcp:gkehub/membership:Membership",
        name: "blue",
        id: "projects/fleet-host/locations/global/memberships/blue",
        state: { authority: { issuer } },
      },
    ];
    const intent = { subjects: [{ issuer: EKS, ...names }], audience: pool };
    for (const [issuer, verdict] of [
      [EKS, "equal"],
      [AKS, "over"],
    ] as const) {
      mocks = await installCloudMocks({ deployed: attach(issuer) });
      create({});
      expect(prove(await mocks.trust("gcp"), intent).verdict).toBe(verdict);
    }
  });

  it("is read out of attached clusters, those of other fleets left out", () => {
    const attached = (project: string) => ({
      type: "gcp:container/attachedCluster:AttachedCluster",
      name: "blue",
      id: "blue",
      state: { workloadIdentityConfigs: [{ identityProvider: member("blue", project), issuerUri: AKS }] },
    });
    expect(gcpFleetMembersOf(pool, [attached("fleet-host"), attached("another")])).toEqual([
      { name: member("blue"), issuer: AKS },
    ]);
  });
});

describe("a cluster that the program attaches", () => {
  const attach = (issuerUrl: string, more: object = {}) =>
    new AttachedCluster("blue", {
      name: "blue",
      location: "europe-west4",
      project: "fleet-host",
      distribution: "eks",
      platformVersion: "1.34.0-gke.1",
      fleet: { project: "projects/123456789012" },
      oidcConfig: { issuerUrl, ...more },
    });

  it.each<[string, string]>([
    [EKS, "equal"],
    [AKS, "over"],
  ])("is the member that its workload names, by the number of its fleet's project: %s", async (issuer, verdict) => {
    attach(issuer);
    create({});
    const trust = await mocks.trust("gcp");
    expect(prove(trust, { subjects: [{ issuer: EKS, ...names }], audience: pool }).verdict).toBe(verdict);
  });

  it("is known by the keys that it gives to Google, in Base64 or as they are", async () => {
    const keys = JSON.stringify({ keys: [{ kty: "RSA", kid: "a", n: "AQAB", e: "AQAB" }] });
    for (const jwks of [keys, Buffer.from(keys).toString("base64")]) {
      mocks = await installCloudMocks();
      attach(ON_PREMISES, { jwks });
      create({}, entry, ON_PREMISES);
      expect(((await mocks.trust("gcp")) as GcpTrust).providers).toEqual([
        { name: member("blue"), issuer: ON_PREMISES, jwksJson: keys },
      ]);
    }
  });

  it("is found where Google names the fleet's project by its number", () => {
    const workloadIdentityConfigs = [
      { identityProvider: member("blue", "123456789012"), issuerUri: EKS, workloadPool: pool },
    ];
    const type = "gcp:container/attachedCluster:AttachedCluster";
    const attached = [{ type, name: "blue", id: "blue", state: { workloadIdentityConfigs } }];
    expect(gcpFleetMembersOf(pool, attached)).toEqual([{ name: member("blue"), issuer: EKS }]);
    expect(gcpFleetMembersOf("another.svc.id.goog", attached)).toEqual([]);
  });
});

describe("the issuer of a fleet's member", () => {
  it("is read out of its membership", () => {
    const membership = "projects/fleet-host/locations/global/memberships/blue";
    expect(fleetIssuer({ issuer: EKS, membership, projectNumber: "123456789012" })).toEqual({ url: EKS, gcp: entry });
  });

  it.each(["blue", "projects/123456789012/locations/global/memberships/blue", undefined as never])(
    "is refused where the membership is %s",
    (membership) => {
      expect(() => fleetIssuer({ issuer: EKS, membership })).toThrow(/fleet-membership-invalid|Cannot read the fleet/);
    },
  );
});

describe("gcloud in pods", () => {
  it("gets the variables that it reads, where it is asked for", async () => {
    const { env, defaults } = await outputValue(pulumi.output(create({ gcloud: true }).wiring()));
    expect(env.CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE).toBe(env.GOOGLE_APPLICATION_CREDENTIALS);
    expect(defaults).toEqual([{ names: ["CLOUDSDK_CONFIG"], value: "/tmp/gcloud", isWritten: true }]);
    const without = await outputValue(pulumi.output(create({}).wiring()));
    expect(Object.keys(without.env)).not.toContain("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE");
    expect(without.defaults).toEqual([]);
  });
});
