import { alicloudAudit } from "./alicloud/audit";
import type { CloudAudit } from "./audit";
import { awsAudit } from "./aws/audit";
import { azureAudit } from "./azure/audit";
import { gcpAudit } from "./gcp/audit";
import { huaweiAudit } from "./huawei/audit";

/** What an audit asks of every cloud, in the order of the registry. */
export const audits: readonly CloudAudit[] = [awsAudit, azureAudit, gcpAudit, alicloudAudit, huaweiAudit];
