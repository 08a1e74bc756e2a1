import { checkAlicloudRegistration, checkAlicloudWorkload } from "./clouds/alicloud/limits";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./clouds/alicloud/wiring";
import { checkAwsWorkload } from "./clouds/aws/limits";
import { AWS_DEFAULT_AUDIENCE } from "./clouds/aws/wiring";
import { checkAzureWorkload } from "./clouds/azure/limits";
import { checkGcpRegistration, checkGcpWorkload } from "./clouds/gcp/limits";
import { checkHuaweiIssuer, checkHuaweiRegistration, checkHuaweiWorkload } from "./clouds/huawei/check-args";
import type { ClusterIssuer } from "./cluster-federation";
import { checkSubjects } from "./component/subjects";
import { isPlain } from "./component/symbolic";
import { checkShape, ifGiven, readArguments, readPlain } from "./core/argument-shape";
import type { Issue } from "./core/issue";
import { issue, issuesUnder } from "./core/issue";
import { ISSUER_URL_MAX_LENGTH } from "./core/issuer-url";
import { readAnyObject, readListOf, readRecordOf } from "./core/shape";
import { show } from "./core/subject";
import { checkWorkloadKubernetes, checkWorkloadTokens } from "./kubernetes/limits";
import type { FederatedWorkloadArgs } from "./workload-args";
import { allSubjects, checkKeys, missingRegistrations } from "./workload-issuers";

/** The shape of what is read before the parts that have checks of their own. */
const readOutline = readArguments<{ key?: string; subjects?: { key?: string }[]; registrations?: object }>({
  key: ifGiven(readPlain),
  subjects: ifGiven(readListOf(readArguments<{ key?: string }>({ key: ifGiven(readPlain) }))),
  registrations: ifGiven(readRecordOf(ifGiven(readAnyObject))),
});

/** Every fault of a workload's arguments that can be seen before anything is created. */
export function checkWorkload(args: FederatedWorkloadArgs): Issue[] {
  const misshapen = checkShape(readOutline, args);
  if (misshapen.length > 0) return misshapen;
  const [main, ...more] = allSubjects(args);
  const subjectFaults = [
    ...checkSubjects({ ...args, subjects: main === undefined ? [] : [main] }, ISSUER_URL_MAX_LENGTH).map((fault) => ({
      ...fault,
      path: fault.path.replace(/^subjects\[0\]\.?/, ""),
    })),
    ...(more.length === 0 ? [] : checkSubjects({ ...args, subjects: more }, ISSUER_URL_MAX_LENGTH)),
  ];
  return [
    ...subjectFaults.filter(({ code }) => code !== "issuer-missing" || needsIssuer(args)),
    ...checkKeys(args),
    ...(args.kubernetes === undefined ? [] : issuesUnder("kubernetes", checkWorkloadKubernetes(args.kubernetes))),
    ...checkWorkloadTokens(args.tokens),
    ...(args.aws === undefined ? [] : issuesUnder("aws", checkAwsWorkload(args.aws))),
    ...(args.azure === undefined ? [] : issuesUnder("azure", checkAzureWorkload(args.azure))),
    ...(args.gcp === undefined ? [] : issuesUnder("gcp", checkGcpWorkload(args.gcp))),
    ...(args.alicloud === undefined ? [] : issuesUnder("alicloud", checkAlicloudWorkload(args.alicloud))),
    ...(args.huawei === undefined ? [] : issuesUnder("huawei", checkHuaweiWorkload(args.huawei))),
    ...checkRegistrations(args),
    ...checkAudiences(args),
  ];
}

/** Whether a cloud asked for knows the workload by its cluster's issuer, as every one does in every way that it can be asked for. */
function needsIssuer({ aws, azure, gcp, alicloud, huawei }: FederatedWorkloadArgs): boolean {
  return [aws, azure, gcp, alicloud, huawei].some((cloud) => cloud !== undefined);
}

/** Tokens carry one audience per cloud: an issuer registered for another one would have them all refused. */
function checkAudiences({ aws, alicloud, registrations = {} }: FederatedWorkloadArgs): Issue[] {
  const fault = (cloud: string, registered: string | undefined, carried: string) =>
    registered === undefined || registered === carried
      ? []
      : [
          issue(
            "audience-mismatch",
            `registrations.${cloud}.audience`,
            `Cannot register the issuer for audience ${show(registered)}: the workload's tokens carry ${show(carried)}; set ${cloud}.audience to the same`,
          ),
        ];
  return [
    ...(aws ? fault("aws", registrations.aws?.audience, aws.audience ?? AWS_DEFAULT_AUDIENCE) : []),
    ...(alicloud
      ? fault("alicloud", registrations.alicloud?.audience, alicloud.audience ?? ALICLOUD_DEFAULT_AUDIENCE)
      : []),
  ];
}

/** Faults of the registrations that would be made here, of clouds that need more than a URL. */
function checkRegistrations(args: FederatedWorkloadArgs): Issue[] {
  if (typeof args.issuer !== "object" || args.issuer === null || !isPlain(args.issuer)) return [];
  const issuer = args.issuer as ClusterIssuer;
  const { gcp, alicloud, huawei } = missingRegistrations(args, issuer);
  return [
    ...(gcp === undefined ? [] : issuesUnder("registrations.gcp", checkGcpRegistration(gcp))),
    ...(alicloud === undefined
      ? []
      : issuesUnder("registrations.alicloud", checkAlicloudRegistration(alicloud, issuer.url))),
    ...(huawei === undefined ? [] : issuesUnder("registrations.huawei", checkHuaweiRegistration(huawei))),
    ...(huawei === undefined ? [] : issuesUnder("issuer", checkHuaweiIssuer(huawei, issuer ?? {}))),
  ];
}
