import { describe, expect, it } from "vitest";
import { existedBefore } from "../../src/kubernetes/existing-objects";

const OWN = "pulumi-kubernetes-1";
const now = Date.parse("2026-11-26T12:00:00Z");
const object = (creationTimestamp: string, managedFields?: { manager: string; time: string }[]) => ({
  __fieldManager: OWN,
  metadata: { creationTimestamp, ...(managedFields === undefined ? {} : { managedFields }) },
});

describe("what is told of an object that was applied", () => {
  it("is new when it was created with the fields that were applied, whoever wrote more since", () => {
    const time = "2026-11-26T11:59:59Z";
    expect(existedBefore(object(time, [{ manager: OWN, time }]), now)).toBe(false);
    const others = [{ manager: "openshift", time: "2026-11-26T12:00:00Z" }];
    expect(existedBefore(object(time, [{ manager: OWN, time }, ...others]), now)).toBe(false);
  });

  it("is new when a second began while the server created it", () => {
    const applied = [{ manager: OWN, time: "2026-11-26T11:59:58Z" }];
    expect(existedBefore(object("2026-11-26T11:59:59Z", applied), now)).toBe(false);
  });

  it("existed before when the fields that were applied are younger", () => {
    const applied = [{ manager: OWN, time: "2026-11-26T11:59:59Z" }];
    expect(existedBefore(object("2026-11-26T11:59:58Z", applied), now)).toBe(true);
  });

  it("existed before when no field was applied and it is older than clocks differ", () => {
    expect(existedBefore(object("2026-11-26T11:58:00Z"), now)).toBe(true);
    expect(existedBefore(object("2026-11-26T11:59:30Z"), now)).toBeUndefined();
  });

  it("is not known where the API server says nothing of it", () => {
    expect(existedBefore({ metadata: {} }, now)).toBeUndefined();
    expect(existedBefore({ __fieldManager: OWN }, now)).toBeUndefined();
  });
});
