/** Mocks and matchers for the tests of programs that use this library, whatever runs the tests. */

export type { DeployedResource, DeployedTrust } from "../clouds/cloud";
export type { ExpectedSubjects, TrustMatcherResult } from "./matchers";
export { toAdmitOnly } from "./matchers";
export type { CloudMocks, CloudMocksOptions, MockedResource } from "./mocks";
export { installCloudMocks, outputValue, settled } from "./mocks";
