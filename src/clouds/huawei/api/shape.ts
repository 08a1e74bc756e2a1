import { ifGiven, readArguments } from "../../../core/argument-shape";
import { readText } from "../../../core/shape";
import type { HuaweiConnection } from "./settings";

/** A connection is kept with each resource, so that it is plain. */
export const readHuaweiConnection = readArguments<HuaweiConnection>({
  region: ifGiven(readText),
  projectId: ifGiven(readText),
  domainId: ifGiven(readText),
  cloud: ifGiven(readText),
  iamEndpoint: ifGiven(readText),
  cceEndpoint: ifGiven(readText),
});
