import * as pulumi from "@pulumi/pulumi";
import { alicloudResources } from "../../../src/clouds/alicloud/sandbox";
import { FederationError } from "../../../src/component/validation-error";
import type { MockedResource } from "../../../src/testing/mocks";
import { settled } from "../../../src/testing/mocks";

/** Mocks of Alibaba Cloud alone; every resource that a program registers is listed. */
export async function installAlicloudMocks({ preview = false, stack = "stack" } = {}): Promise<MockedResource[]> {
  const resources: MockedResource[] = [];
  await settled();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        const simulate = alicloudResources[type];
        const result = simulate?.({ name, inputs }, { suffix: () => "0123456" }) ?? { id: id ?? name, state: inputs };
        resources.push({ type, name, inputs, state: result.state });
        return result;
      },
      call: () => {
        throw new Error("nothing may be looked up");
      },
    },
    "project",
    stack,
    preview,
  );
  return resources;
}

/** The codes of the faults that a construction is refused with, sorted; none where it succeeds. Any other error fails the test. */
export function faultCodes(construct: () => unknown): string[] {
  try {
    construct();
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code }) => code).sort();
    throw error;
  }
}
