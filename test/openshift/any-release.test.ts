import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openShiftCloud } from "../../src/clouds/openshift-clouds";
import { WorkloadIdentityError } from "../../src/core/errors";
import { planOpenShift, readCredentialsRequests, writeCredentialsRequest } from "../../src/openshift";
import type { Payload } from "./support/payload";
import { GATES, RELEASE_5_1, written } from "./support/payload";

const word = fc.stringMatching(/^[A-Za-z][a-zA-Z]{2,11}$/);
const condition = fc.dictionary(
  fc.constantFrom("Bool", "StringEquals", "Null"),
  fc.dictionary(fc.constantFrom("aws:a", "kms:b"), fc.oneof(fc.boolean(), word, fc.array(word, { minLength: 1 })), {
    minKeys: 1,
  }),
);
const statement = fc.record(
  {
    effect: fc.constantFrom("Allow", "Allow", "Deny"),
    action: fc.array(
      fc.tuple(word, fc.constantFrom("", "*")).map(([name, end]) => `ec2:${name}${end}`),
      { minLength: 1, maxLength: 9 },
    ),
    resource: fc.constantFrom("*", "arn:aws:ec2:*:*:instance/*", "arn:aws:s3:::images/*"),
    policyCondition: condition,
  },
  { requiredKeys: ["effect", "action", "resource"] },
);
const operation = fc
  .tuple(word, fc.constantFrom("read", "write", "*"))
  .map(([name, verb]) => `Microsoft.Compute/${name}/${verb}`);

/** What requests of any release ask for. */
const SPECS: Record<Payload["cloud"], fc.Arbitrary<object>> = {
  aws: fc.record({ statementEntries: fc.array(statement, { maxLength: 4 }) }),
  azure: fc.record(
    {
      roleBindings: fc.array(fc.record({ role: fc.constantFrom("Contributor", "DNS Zone Contributor", "Reader") })),
      permissions: fc.array(operation),
      dataPermissions: fc.array(operation),
    },
    { requiredKeys: [] },
  ),
  gcp: fc.record(
    {
      predefinedRoles: fc.array(word.map((name) => `roles/compute.${name}`)),
      permissions: fc.array(word.map((name) => `compute.disks.${name}`)),
      skipServiceCheck: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
};

describe.each(["aws", "azure", "gcp"] as const)("a release of any kind on %s", (cloud) => {
  const release = RELEASE_5_1.filter((each) => each.cloud === cloud);
  const specs = fc.array(SPECS[cloud], { minLength: release.length, maxLength: release.length });
  const { permissions } = openShiftCloud(cloud);

  it("is planned without a collision for a cluster name of any length, and no permission is lost", () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 1, max: 58 }), (asked, length) => {
        const texts = release.map((each, index) => written({ ...each, spec: asked[index]! }));
        const plan = planOpenShift(texts, { cluster: "c".repeat(length), cloud, featureGates: GATES });
        expect(plan.identities).toHaveLength(release.length);
        for (const [index, { request }] of plan.identities.entries()) {
          const text = JSON.stringify(asked[index]).toLowerCase();
          const rows = permissions(request.spec).map(({ name }) => name.toLowerCase());
          expect(
            [...text.matchAll(/"((?:ec2:|microsoft\.|roles\/|compute\.)[^"]*)"/g)].filter(
              ([, name]) => !rows.includes(name!),
            ),
          ).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is written as it was read", () => {
    fc.assert(
      fc.property(SPECS[cloud], (spec) => {
        const [read] = readCredentialsRequests(written({ ...release[0]!, spec })).requests;
        const [again] = readCredentialsRequests(writeCredentialsRequest(read!)).requests;
        expect(again!.spec).toEqual(read!.spec);
        const rows = permissions(read!.spec);
        expect(permissions(openShiftCloud(cloud).withPermissions(read!.spec, rows, "", []))).toEqual(
          expect.arrayContaining(rows),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("readCredentialsRequests", () => {
  it("answers documents of any kind, or says what is wrong with them", () => {
    const hostile = fc.record(
      {
        apiVersion: fc.constantFrom<unknown>("cloudcredential.openshift.io/v1", "v1", 1, null),
        kind: fc.constantFrom<unknown>("CredentialsRequest", "List", "Template", {}, null),
        metadata: fc.oneof(fc.jsonValue(), fc.record({ name: fc.jsonValue(), annotations: fc.jsonValue() })),
        items: fc.jsonValue(),
        spec: fc.oneof(
          fc.jsonValue(),
          fc.record({
            secretRef: fc.jsonValue(),
            serviceAccountNames: fc.jsonValue(),
            providerSpec: fc.record({
              kind: fc.constantFrom("AWSProviderSpec", "AzureProviderSpec", "GCPProviderSpec", ""),
              statementEntries: fc.jsonValue(),
              permissions: fc.jsonValue(),
              roleBindings: fc.jsonValue(),
            }),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          hostile.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (text) => {
          try {
            readCredentialsRequests(text);
          } catch (error) {
            expect(error).toBeInstanceOf(WorkloadIdentityError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
