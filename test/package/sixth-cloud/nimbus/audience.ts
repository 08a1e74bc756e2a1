/** The audience of Kubernetes tokens for Nimbus. */
export const NIMBUS_DEFAULT_AUDIENCE = "sts.nimbus.example";
