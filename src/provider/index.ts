/** The components for programs in other languages (YAML, Python, Go, .NET, Java): what `pulumi package add` finds. */

export { inputPropertiesError } from "./input-properties-error";
export { WorkloadIdentityProvider } from "./provider";
export { serve } from "./serve";
