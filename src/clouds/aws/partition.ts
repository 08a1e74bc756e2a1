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
