import { subjectFields, wholeFields } from "../clouds/identity-shape";
import { alicloud, aws, azure, gcp, huawei } from "../clouds/shapes";
import { readClusterIssuer, readIssuerRegistrations } from "../cluster-federation/shape";
import { ifGiven, readArguments, readFlag, readPlainText, whenGiven } from "../core/argument-shape";
import type { ReadFields } from "../core/shape";
import { readListOf } from "../core/shape";
import {
  podTemplateFields,
  readSubjectKubernetesArgs,
  readWorkloadKubernetesArgs,
  readWorkloadTokenArgs,
} from "../kubernetes/shape";
import type { FederatedWorkloadArgs, WorkloadPodOptions, WorkloadSubject } from "./args";

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
  registrations: ifGiven(readIssuerRegistrations),
  aws: whenGiven(() => aws().readAwsWorkloadArgs),
  azure: whenGiven(() => azure().readAzureWorkloadArgs),
  gcp: whenGiven(() => gcp().readGcpWorkloadArgs),
  alicloud: whenGiven(() => alicloud().readAlicloudWorkloadArgs),
  huawei: whenGiven(() => huawei().readHuaweiWorkloadArgs),
};

export const readFederatedWorkloadArgs = readArguments<FederatedWorkloadArgs>(federatedWorkloadFields);
