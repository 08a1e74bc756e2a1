import { ifGiven } from "../../../core/argument-shape";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { isRecord } from "../../../core/record";
import type { Read } from "../../../core/shape";
import { readAnyObject, readListOf, readObject, readOptional, readText } from "../../../core/shape";

/** A role as `get-account-authorization-details` prints it. */
export interface ListedRole {
  RoleName: string;
  Arn: string;
  AssumeRolePolicyDocument: object;
  RolePolicyList: { PolicyName: string; PolicyDocument: object }[] | undefined;
  AttachedManagedPolicies: { PolicyName: string; PolicyArn: string }[] | undefined;
  PermissionsBoundary: { PermissionsBoundaryArn: string } | undefined;
}

/** A managed policy of the account, with its versions. */
interface ListedPolicy {
  PolicyName: string;
  Arn: string;
  PolicyVersionList: { Document: object; IsDefaultVersion: boolean }[];
}

/** A distribution of CloudFront as `list-distributions` prints it. */
interface ListedDistribution {
  Id: string;
  DomainName: string;
  Comment: string;
}

/** An identity by which CloudFront reads a bucket. */
interface ListedOriginIdentity {
  Id: string;
  Comment: string;
}

/** What an account has. */
export interface AwsInventory {
  roles: ListedRole[];
  policies: ListedPolicy[];
  distributions: ListedDistribution[];
  originIdentities: ListedOriginIdentity[];
}

/** The commands that print it. */
export const AWS_INVENTORY: readonly string[] = [
  "aws iam get-account-authorization-details --filter Role LocalManagedPolicy",
  "aws cloudfront list-distributions",
  "aws cloudfront list-cloud-front-origin-access-identities",
];

const readNamed = { PolicyName: readText };

const readRole = readObject<ListedRole>({
  RoleName: readText,
  Arn: readText,
  AssumeRolePolicyDocument: readAnyObject,
  RolePolicyList: readOptional(readListOf(readObject({ ...readNamed, PolicyDocument: readAnyObject }))),
  AttachedManagedPolicies: readOptional(readListOf(readObject({ ...readNamed, PolicyArn: readText }))),
  PermissionsBoundary: readOptional(readObject({ PermissionsBoundaryArn: readText })),
});

const readPolicy = readObject<ListedPolicy>({
  PolicyName: readText,
  Arn: readText,
  PolicyVersionList: readListOf(readObject({ Document: readAnyObject, IsDefaultVersion: (value) => value === true })),
});

const readDocument = readObject<{
  RoleDetailList: ListedRole[] | undefined;
  Policies: ListedPolicy[] | undefined;
  DistributionList: { Items: ListedDistribution[] | undefined } | undefined;
  CloudFrontOriginAccessIdentityList: { Items: ListedOriginIdentity[] | undefined } | undefined;
}>({
  RoleDetailList: ifGiven(readListOf(readRole)),
  Policies: ifGiven(readListOf(readPolicy)),
  DistributionList: ifGiven(
    readItems(readObject<ListedDistribution>({ Id: readText, DomainName: readText, Comment: readText })),
  ),
  CloudFrontOriginAccessIdentityList: ifGiven(
    readItems(readObject<ListedOriginIdentity>({ Id: readText, Comment: readText })),
  ),
});

/** The inventory in documents that the commands printed, in any order and any number; one that is none of theirs is a fault. */
export function readAwsInventory(documents: readonly unknown[], issues: Issue[]): AwsInventory {
  const read = documents.map((document, index) => {
    const path = `documents[${index}]`;
    const known = ["RoleDetailList", "DistributionList", "CloudFrontOriginAccessIdentityList"];
    if (isRecord(document) && !known.some((key) => key in document)) {
      const fault = `Cannot read this as what the account has: expected what one of these prints: ${AWS_INVENTORY.join("; ")}`;
      issues.push(issue("aws-inventory-unknown", path, fault));
    }
    return readDocument(document, path, issues);
  });
  return {
    roles: read.flatMap(({ RoleDetailList = [] }) => RoleDetailList),
    policies: read.flatMap(({ Policies = [] }) => Policies),
    distributions: read.flatMap(({ DistributionList }) => DistributionList?.Items ?? []),
    originIdentities: read.flatMap(({ CloudFrontOriginAccessIdentityList: list }) => list?.Items ?? []),
  };
}

function readItems<T>(read: Read<T>): Read<{ Items: T[] | undefined }> {
  return readObject<{ Items: T[] | undefined }>({ Items: readOptional(readListOf(read)) });
}
