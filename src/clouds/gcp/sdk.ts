import type * as artifactregistry from "@pulumi/gcp/artifactregistry";
import type * as bigquery from "@pulumi/gcp/bigquery";
import type * as folder from "@pulumi/gcp/folder";
import type * as iam from "@pulumi/gcp/iam";
import type * as kms from "@pulumi/gcp/kms";
import type * as organizations from "@pulumi/gcp/organizations";
import type * as projects from "@pulumi/gcp/projects";
import type * as pubsub from "@pulumi/gcp/pubsub";
import type * as secretmanager from "@pulumi/gcp/secretmanager";
import type * as serviceaccount from "@pulumi/gcp/serviceaccount";
import type * as storage from "@pulumi/gcp/storage";
import { loadSdk } from "../../component/load-sdk";

// Each part of the Google Cloud SDK is loaded when it is asked for, and no other.

export function gcpIam(): typeof iam {
  return loadSdk("@pulumi/gcp/iam", () => require("@pulumi/gcp/iam") as typeof iam);
}

export function gcpServiceAccount(): typeof serviceaccount {
  return loadSdk("@pulumi/gcp/serviceaccount", () => require("@pulumi/gcp/serviceaccount") as typeof serviceaccount);
}

export function gcpProjects(): typeof projects {
  return loadSdk("@pulumi/gcp/projects", () => require("@pulumi/gcp/projects") as typeof projects);
}

export function gcpFolder(): typeof folder {
  return loadSdk("@pulumi/gcp/folder", () => require("@pulumi/gcp/folder") as typeof folder);
}

export function gcpOrganizations(): typeof organizations {
  return loadSdk("@pulumi/gcp/organizations", () => require("@pulumi/gcp/organizations") as typeof organizations);
}

export function gcpStorage(): typeof storage {
  return loadSdk("@pulumi/gcp/storage", () => require("@pulumi/gcp/storage") as typeof storage);
}

export function gcpSecretManager(): typeof secretmanager {
  return loadSdk("@pulumi/gcp/secretmanager", () => require("@pulumi/gcp/secretmanager") as typeof secretmanager);
}

export function gcpPubsub(): typeof pubsub {
  return loadSdk("@pulumi/gcp/pubsub", () => require("@pulumi/gcp/pubsub") as typeof pubsub);
}

export function gcpKms(): typeof kms {
  return loadSdk("@pulumi/gcp/kms", () => require("@pulumi/gcp/kms") as typeof kms);
}

export function gcpBigquery(): typeof bigquery {
  return loadSdk("@pulumi/gcp/bigquery", () => require("@pulumi/gcp/bigquery") as typeof bigquery);
}

export function gcpArtifactRegistry(): typeof artifactregistry {
  return loadSdk(
    "@pulumi/gcp/artifactregistry",
    () => require("@pulumi/gcp/artifactregistry") as typeof artifactregistry,
  );
}

/** A part that a program names itself; a bundler cannot see which. */
export function gcpModule(module: string): Record<string, unknown> {
  const specifier = `@pulumi/gcp/${module}`;
  return loadSdk(specifier, () => require(specifier) as Record<string, unknown>);
}
