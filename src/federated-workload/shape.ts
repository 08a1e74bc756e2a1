import {
  readAlicloudRegistration,
  readAlicloudRegistrationArgs,
  readAlicloudWorkloadArgs,
} from "../clouds/alicloud/shape";
import { readAwsRegistration, readAwsRegistrationArgs, readAwsWorkloadArgs } from "../clouds/aws/shape";
import { readAzureWorkloadArgs } from "../clouds/azure/shape";
import { readGcpRegistration, readGcpRegistrationArgs, readGcpWorkloadArgs } from "../clouds/gcp/shape";
import { readHuaweiRegistration, readHuaweiRegistrationArgs, readHuaweiWorkloadArgs } from "../clouds/huawei/shape";
import { subjectFields } from "../clouds/identity-shape";
import type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations } from "../cluster-federation/args";
import { ifGiven, readArguments, readFlag, readInputArguments, readInputText, readPlain } from "../core/argument-shape";
import type { ReadFields } from "../core/shape";
import { readListOf } from "../core/shape";
import { readWorkloadKubernetesArgs, readWorkloadTokenArgs } from "../kubernetes/shape";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";

const readClusterIssuer = readInputArguments<ClusterIssuer>({
  url: ifGiven(readInputText),
  jwks: ifGiven(readInputText),
  aws: ifGiven(readAwsRegistration),
  gcp: ifGiven(readGcpRegistration),
  alicloud: ifGiven(readAlicloudRegistration),
  huawei: ifGiven(readHuaweiRegistration),
});

const registrationsFields: ReadFields<IssuerRegistrations> = {
  aws: ifGiven(readAwsRegistrationArgs),
  gcp: ifGiven(readGcpRegistrationArgs),
  alicloud: ifGiven(readAlicloudRegistrationArgs),
  huawei: ifGiven(readHuaweiRegistrationArgs),
};

export const readClusterFederationArgs = readArguments<ClusterFederationArgs>({
  issuer: ifGiven(readClusterIssuer),
  ...registrationsFields,
});

const subjectFieldsOfWorkload = { ...subjectFields(readClusterIssuer), key: ifGiven(readPlain) };

export const readFederatedWorkloadArgs = readArguments<FederatedWorkloadArgs>({
  ...subjectFieldsOfWorkload,
  subjects: ifGiven(readListOf(readArguments<WorkloadSubject>(subjectFieldsOfWorkload))),
  kubernetes: ifGiven(readWorkloadKubernetesArgs),
  tokens: ifGiven(readListOf(readWorkloadTokenArgs)),
  allowDefaultServiceAccount: ifGiven(readFlag),
  registrations: ifGiven(readArguments<IssuerRegistrations>(registrationsFields)),
  aws: ifGiven(readAwsWorkloadArgs),
  azure: ifGiven(readAzureWorkloadArgs),
  gcp: ifGiven(readGcpWorkloadArgs),
  alicloud: ifGiven(readAlicloudWorkloadArgs),
  huawei: ifGiven(readHuaweiWorkloadArgs),
});
