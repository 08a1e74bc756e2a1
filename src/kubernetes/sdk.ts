import type * as apiextensions from "@pulumi/kubernetes/apiextensions";
import type * as core from "@pulumi/kubernetes/core/v1";
import { loadSdk } from "../component/load-sdk";

/** The core/v1 part of the Kubernetes SDK, loaded when an object is created. */
export function kubernetesCore(): typeof core {
  return loadSdk("@pulumi/kubernetes/core/v1", () => require("@pulumi/kubernetes/core/v1") as typeof core);
}

/** The part for objects of other APIs than the cluster's own. */
export function kubernetesExtensions(): typeof apiextensions {
  return loadSdk(
    "@pulumi/kubernetes/apiextensions",
    () => require("@pulumi/kubernetes/apiextensions") as typeof apiextensions,
  );
}
