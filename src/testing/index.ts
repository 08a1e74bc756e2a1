export type { CloudMocks, CloudMocksOptions, MockedResource } from "./mocks";
export { installCloudMocks, outputValue, settled } from "./mocks";
