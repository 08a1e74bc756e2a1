import { subjectFields, wholeFields } from "../clouds/identity-shape";
import type {
  ClusterFederationArgs,
  ClusterIssuer,
  IssuerRegistrations,
  MovedRegistration,
} from "../cluster-federation/args";
import {
  ifGiven,
  readArguments,
  readFlag,
  readInputArguments,
  readInputDocument,
  readInputText,
  readPlainText,
  whenGiven,
} from "../core/argument-shape";
import { isResource } from "../core/known";
import type { Read, ReadFields } from "../core/shape";
import { readListOf } from "../core/shape";
import {
  podTemplateFields,
  readSubjectKubernetesArgs,
  readWorkloadKubernetesArgs,
  readWorkloadTokenArgs,
} from "../kubernetes/shape";
import type { FederatedWorkloadArgs, WorkloadPodOptions, WorkloadSubject } from "./args";

// The shapes of a cloud are loaded where a program has arguments for it.
const aws = () => require("../clouds/aws/shape") as typeof import("../clouds/aws/shape");
const azure = () => require("../clouds/azure/shape") as typeof import("../clouds/azure/shape");
const gcp = () => require("../clouds/gcp/shape") as typeof import("../clouds/gcp/shape");
const alicloud = () => require("../clouds/alicloud/shape") as typeof import("../clouds/alicloud/shape");
const huawei = () => require("../clouds/huawei/shape") as typeof import("../clouds/huawei/shape");

const readIssuerFields = readInputArguments<ClusterIssuer>({
  url: ifGiven(readInputText),
  jwks: ifGiven(readInputDocument),
  aws: whenGiven(() => aws().readAwsRegistration),
  gcp: whenGiven(() => gcp().readGcpRegistration),
  alicloud: whenGiven(() => alicloud().readAlicloudRegistration),
  huawei: whenGiven(() => huawei().readHuaweiRegistration),
});

/** What is no object at all, such as the URL itself, is left to a check that says what to write instead. */
const readClusterIssuer: Read<never> = (value, path, issues) =>
  (typeof value === "object" && !isResource(value) ? readIssuerFields(value, path, issues) : value) as never;

const registrationsFields: ReadFields<IssuerRegistrations> = {
  aws: whenGiven(() => aws().readAwsRegistrationArgs),
  gcp: whenGiven(() => gcp().readGcpRegistrationArgs),
  alicloud: whenGiven(() => alicloud().readAlicloudRegistrationArgs),
  huawei: whenGiven(() => huawei().readHuaweiRegistrationArgs),
};

export const readClusterFederationArgs = readArguments<ClusterFederationArgs>({
  issuer: ifGiven(readClusterIssuer),
  movedFrom: ifGiven(readArguments<MovedRegistration>({ workload: readPlainText, key: ifGiven(readPlainText) })),
  ...registrationsFields,
});

const ownSubjectFields = { ...subjectFields(readClusterIssuer), ...wholeFields, key: ifGiven(readPlainText) };

const readWorkloadSubject = readArguments<WorkloadSubject>({
  ...ownSubjectFields,
  credentialName: ifGiven(readPlainText),
  kubernetes: ifGiven(readSubjectKubernetesArgs),
});

export const workloadPodFields: ReadFields<WorkloadPodOptions> = {
  ...podTemplateFields,
  subject: ifGiven(readWorkloadSubject),
};

export const readWorkloadPodOptions = readArguments<WorkloadPodOptions>(workloadPodFields);

export const federatedWorkloadFields: ReadFields<FederatedWorkloadArgs> = {
  ...ownSubjectFields,
  subjects: ifGiven(readListOf(readWorkloadSubject)),
  kubernetes: ifGiven(readWorkloadKubernetesArgs),
  tokens: ifGiven(readListOf(readWorkloadTokenArgs)),
  allowDefaultServiceAccount: ifGiven(readFlag),
  registrations: ifGiven(readArguments<IssuerRegistrations>(registrationsFields)),
  aws: whenGiven(() => aws().readAwsWorkloadArgs),
  azure: whenGiven(() => azure().readAzureWorkloadArgs),
  gcp: whenGiven(() => gcp().readGcpWorkloadArgs),
  alicloud: whenGiven(() => alicloud().readAlicloudWorkloadArgs),
  huawei: whenGiven(() => huawei().readHuaweiWorkloadArgs),
};

export const readFederatedWorkloadArgs = readArguments<FederatedWorkloadArgs>(federatedWorkloadFields);
