import type * as apiextensions from "@pulumi/kubernetes/apiextensions";
import type * as core from "@pulumi/kubernetes/core/v1";
import type * as rbac from "@pulumi/kubernetes/rbac/v1";
import { loadSdk } from "../component/load-sdk";

/** The core/v1 part of the Kubernetes SDK, loaded when an object is created. */
export function kubernetesCore(): typeof core {
  return loadSdk("@pulumi/kubernetes/core/v1", () => require("@pulumi/kubernetes/core/v1") as typeof core);
}

/** The part for rights in the cluster. */
export function kubernetesRbac(): typeof rbac {
  return loadSdk("@pulumi/kubernetes/rbac/v1", () => require("@pulumi/kubernetes/rbac/v1") as typeof rbac);
}

/** The part for objects of other APIs than the cluster's own. */
export function kubernetesExtensions(): typeof apiextensions {
  return loadSdk(
    "@pulumi/kubernetes/apiextensions",
    () => require("@pulumi/kubernetes/apiextensions") as typeof apiextensions,
  );
}
