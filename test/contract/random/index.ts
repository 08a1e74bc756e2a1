import { randomAlicloud } from "./alicloud";
import { randomAws } from "./aws";
import { randomAzure } from "./azure";
import { randomGcp } from "./gcp";
import { randomHuawei } from "./huawei";
import type { DrawDocument } from "./random-document";

/** Random documents by the name of the cloud. */
export const RANDOM_DOCUMENTS: Record<string, DrawDocument> = {
  aws: randomAws,
  azure: randomAzure,
  gcp: randomGcp,
  alicloud: randomAlicloud,
  huawei: randomHuawei,
};
