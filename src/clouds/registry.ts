import { commonCatalogue } from "../core/catalogue";
import { WorkloadIdentityError } from "../core/errors";
import { estateCatalogue } from "../core/estate-catalogue";
import type { FindingRow } from "../core/finding";
import { show } from "../core/show";
import type { Intent } from "../core/trust-intent";
import type { PolicyOthers } from "../core/trust-policy/others";
import { alicloud } from "./alicloud/cloud";
import type { AlicloudTrust } from "./alicloud/trust";
import { aws } from "./aws/cloud";
import type { AwsTrust } from "./aws/trust";
import { azure } from "./azure/cloud";
import type { AzureOthers } from "./azure/others";
import type { AzureTrust } from "./azure/trust";
import type { Cloud } from "./cloud";
import { gcp } from "./gcp/cloud";
import type { GcpNamedOthers } from "./gcp/others";
import type { GcpTrust } from "./gcp/trust";
import { huawei } from "./huawei/cloud";
import type { HuaweiTrust } from "./huawei/trust";

/** What any cloud stores, in the vendor's own form. */
export type CloudTrust = AwsTrust | AzureTrust | GcpTrust | AlicloudTrust | HuaweiTrust;

/** Who else shall become the identity on purpose, by cloud. */
interface CloudOthers {
  aws?: PolicyOthers;
  azure?: AzureOthers;
  gcp?: GcpNamedOthers;
  alicloud?: PolicyOthers;
  huawei?: PolicyOthers;
}

/** An intent with what can be said of others on each cloud. */
export type CloudIntent = Intent<CloudOthers>;

/** Every cloud of the library. The one list; what works on all clouds goes through it. */
export const clouds: readonly Cloud[] = [aws, azure, gcp, alicloud, huawei] as unknown as readonly Cloud[];

/** Every known misconfiguration: the rows of each cloud, those of every cloud, then those of a whole estate. */
export const catalogue: readonly FindingRow[] = [
  ...clouds.flatMap((cloud) => cloud.catalogue),
  ...commonCatalogue,
  ...estateCatalogue,
];

/** The row with an identifier that `Verdict.findings` lists, for example `A5`; none where the catalogue has no such row. */
export function findingOf(id: string): FindingRow | undefined {
  return catalogue.find((row) => row.id === id);
}

/** The cloud that a trust belongs to; throws `WorkloadIdentityError` (`cloud-unknown`) where it is none of this library's. */
export function cloudOf(trust: unknown): Cloud {
  const name =
    typeof trust === "object" && trust !== null && Object.hasOwn(trust, "cloud")
      ? (trust as { cloud: unknown }).cloud
      : undefined;
  const cloud = clouds.find((each) => each.name === name);
  if (cloud !== undefined) return cloud;
  throw new WorkloadIdentityError(
    "cloud-unknown",
    `Cannot read a trust of cloud ${show(name)}: expected one of ${clouds.map((each) => each.name).join(", ")}`,
  );
}
