import { describe, expect, it } from "vitest";
import { gcpDeployed } from "../../../src/clouds/gcp/deployed";

const POOL = "projects/123456789012/locations/global/workloadIdentityPools/shop-prod.svc.id.goog";
const grant = {
  type: "gcp:projects/iAMMember:IAMMember",
  name: "grant",
  id: "grant",
  state: {
    project: "shop-prod",
    role: "roles/storage.objectViewer",
    member: `principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/orders`,
  },
};
const cluster = (project: string) => ({
  type: "gcp:container/cluster:Cluster",
  name: project,
  id: `projects/${project}/locations/europe-west1/clusters/blue`,
  state: {},
});
const issuersOf = (...args: Parameters<typeof gcpDeployed>) =>
  gcpDeployed(...args).flatMap(({ trust }) => trust.providers.map(({ issuer }) => issuer));

describe("gcpDeployed() of a project's pool for GKE", () => {
  it("takes the clusters that are deployed and those that it is told of, each once and only the project's own", () => {
    const told = [
      "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue",
      "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/green",
    ];
    expect(issuersOf([grant, cluster("shop-prod"), cluster("other")], told)).toEqual([told[0], told[1]]);
    expect(issuersOf([grant, cluster("shop-prod")])).toEqual([told[0]]);
  });

  it("passes over a cluster whose id names no project", () => {
    expect(issuersOf([grant, { ...cluster("shop-prod"), id: "cluster-id" }])).toEqual([]);
  });
});

describe("gcpDeployed() of a service account", () => {
  const email = "orders@shop-prod.iam.gserviceaccount.com";
  const member = (name: string) => `principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/${name}`;
  const onAccount = {
    type: "gcp:serviceaccount/iAMMember:IAMMember",
    name: "own",
    id: "own",
    state: {
      serviceAccountId: `projects/-/serviceAccounts/${email}`,
      role: "roles/iam.workloadIdentityUser",
      member: member("orders"),
    },
  };
  const above = (project: string, role: string) => ({ ...grant, state: { project, role, member: member("evil") } });
  const membersOf = (...args: Parameters<typeof gcpDeployed>) =>
    gcpDeployed(...args)
      .filter(({ identity }) => identity === email)
      .flatMap(({ trust }) => trust.bindings.flatMap(({ members }) => members));

  it.each(["roles/iam.workloadIdentityUser", "roles/iam.serviceAccountTokenCreator"])(
    "takes in who has %s on its project",
    (role) => {
      expect(membersOf([onAccount, above("shop-prod", role)])).toEqual([member("orders"), member("evil")]);
    },
  );

  it("leaves out other roles and other projects", () => {
    const others = [above("other", "roles/iam.workloadIdentityUser"), above("shop-prod", "roles/storage.objectViewer")];
    expect(membersOf([onAccount, ...others])).toEqual([member("orders")]);
  });
});
