export type { CloudMocks, CloudMocksOptions, MockedResource } from "./mocks";
export { installCloudMocks, outputValue } from "./mocks";
