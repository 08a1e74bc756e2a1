import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { settled } from "../../src/component/settled-value";

const promiseOf = (output: pulumi.Output<unknown>) =>
  (output as unknown as { promise(withUnknowns: boolean): Promise<unknown> }).promise(true);

describe("a settled value", () => {
  it("is there once the output has it", async () => {
    const { output, value } = settled(pulumi.output(Promise.resolve("a")));
    expect(value()).toBeUndefined();
    expect(await promiseOf(output)).toBe("a");
    expect(value()).toBe("a");
  });

  it("stays open while the output is unknown", async () => {
    const unknown = pulumi.output(pulumi.unknown) as pulumi.Output<string>;
    const { output, value } = settled(unknown);
    await promiseOf(output);
    expect(value()).toBeUndefined();
  });
});
