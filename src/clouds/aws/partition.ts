/** A part of AWS with accounts, ARNs and host names of its own. */
export interface AwsPartition {
  /** The second field of its ARNs. */
  name: string;
  /** What its host names end in. */
  dnsSuffix: string;
}

const COMMERCIAL: AwsPartition = { name: "aws", dnsSuffix: "amazonaws.com" };

/** The partitions by the beginnings of their regions' names (botocore, partitions.json, 2026-05). */
const PARTITIONS: readonly [string, AwsPartition][] = [
  ["cn-", { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" }],
  ["us-gov-", { name: "aws-us-gov", dnsSuffix: "amazonaws.com" }],
  ["eusc-", { name: "aws-eusc", dnsSuffix: "amazonaws.eu" }],
  ["us-iso-", { name: "aws-iso", dnsSuffix: "c2s.ic.gov" }],
  ["us-isob-", { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov" }],
  ["eu-isoe-", { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk" }],
  ["us-isof-", { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov" }],
];

/** The partition that a region belongs to. */
export function awsPartitionOf(region: string): AwsPartition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? COMMERCIAL;
}

/** Where the services are that a partition has once, by the second field of ARNs (botocore, endpoints.json, 2026-05). */
const HOME_REGIONS: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
  "aws-iso": "us-iso-east-1",
  "aws-iso-b": "us-isob-east-1",
  "aws-iso-e": "eu-isoe-west-1",
  "aws-iso-f": "us-isof-south-1",
};

/** The region that IAM's requests are signed for in a partition. */
export function awsHomeRegion(partition = COMMERCIAL.name): string {
  return HOME_REGIONS[partition] ?? "us-east-1";
}
