/** The audience of Kubernetes tokens for Entra, in every cloud of Microsoft. */
export const AZURE_DEFAULT_AUDIENCE = "api://AzureADTokenExchange";
