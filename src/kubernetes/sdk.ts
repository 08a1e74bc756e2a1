import type * as core from "@pulumi/kubernetes/core/v1";
import { loadSdk } from "../component/load-sdk";

/** The core/v1 part of the Kubernetes SDK, loaded when an object is created. */
export function kubernetesCore(): typeof core {
  return loadSdk("@pulumi/kubernetes/core/v1", () => require("@pulumi/kubernetes/core/v1") as typeof core);
}
