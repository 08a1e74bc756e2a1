import { alicloud, aws, gcp, huawei } from "../clouds/shapes";
import {
  ifGiven,
  readArguments,
  readInputArguments,
  readInputDocument,
  readInputText,
  readPlainText,
  whenGiven,
} from "../core/argument-shape";
import { isResource } from "../core/known";
import type { Read, ReadFields } from "../core/shape";
import type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations, MovedRegistration } from "./args";

const readIssuerFields = readInputArguments<ClusterIssuer>({
  url: ifGiven(readInputText),
  jwks: ifGiven(readInputDocument),
  aws: whenGiven(() => aws().readAwsRegistration),
  gcp: whenGiven(() => gcp().readGcpRegistration),
  alicloud: whenGiven(() => alicloud().readAlicloudRegistration),
  huawei: whenGiven(() => huawei().readHuaweiRegistration),
});

/** What is no object at all, such as the URL itself, is left to a check that says what to write instead. */
export const readClusterIssuer: Read<never> = (value, path, issues) =>
  (typeof value === "object" && !isResource(value) ? readIssuerFields(value, path, issues) : value) as never;

const registrationsFields: ReadFields<IssuerRegistrations> = {
  aws: whenGiven(() => aws().readAwsRegistrationArgs),
  gcp: whenGiven(() => gcp().readGcpRegistrationArgs),
  alicloud: whenGiven(() => alicloud().readAlicloudRegistrationArgs),
  huawei: whenGiven(() => huawei().readHuaweiRegistrationArgs),
};

export const readIssuerRegistrations = readArguments<IssuerRegistrations>(registrationsFields);

export const readClusterFederationArgs = readArguments<ClusterFederationArgs>({
  issuer: ifGiven(readClusterIssuer),
  movedFrom: ifGiven(readArguments<MovedRegistration>({ workload: readPlainText, key: ifGiven(readPlainText) })),
  ...registrationsFields,
});
