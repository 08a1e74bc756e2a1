import type * as pulumi from "@pulumi/pulumi";
import { readIssuer } from "../../../component/issuers";
import type { HuaweiIssuer, HuaweiSubject } from "../args";

/** The issuers of the subjects by URL, where that is known when the program runs: another of the same issuer needs no registration of its own. */
export function registrationsByUrl(subjects: readonly HuaweiSubject[]): Map<string, pulumi.Input<HuaweiIssuer>> {
  return new Map(
    subjects.flatMap(({ issuer }): [string, pulumi.Input<HuaweiIssuer>][] => {
      const { url } = readIssuer(issuer, "huawei");
      return typeof url === "string" ? [[url, issuer]] : [];
    }),
  );
}
