import type { ErrorTable } from "../core/error-table";
import { alicloudErrors } from "./alicloud/error-table";
import { awsErrors } from "./aws/error-table";
import { azureErrors } from "./azure/error-table";
import { gcpErrors } from "./gcp/error-table";
import { huaweiErrors } from "./huawei/error-table";

/** The codes that only one cloud has, by the cloud. */
export const cloudErrors: Readonly<Record<string, ErrorTable>> = {
  aws: awsErrors,
  azure: azureErrors,
  gcp: gcpErrors,
  alicloud: alicloudErrors,
  huawei: huaweiErrors,
};
