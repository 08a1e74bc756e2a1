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
