import { beforeEach, describe, expect, it } from "vitest";
import type { ClusterFederationArgs, ClusterIssuer, Issue, WorkloadSubject } from "../../src";
import { ClusterFederation, FederatedWorkload } from "../../src";
import { componentsOf } from "../../src/clouds/components";
import { clouds } from "../../src/clouds/registry";
import { FederationError } from "../../src/component/validation-error";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, outputValue, settled } from "../../src/testing";
import { faultCodes } from "../support/fault-codes";
import type { CloudSample } from "./samples";
import { samples } from "./samples";

const GREEN = "https://green.example.com";

/** The samples that register their issuer, with what is asked for of the registration; of those that ask for the same, the first. */
const cases = clouds.flatMap(({ name: cloud, title }) => {
  const asked = new Set<string>();
  return (samples[cloud] ?? []).flatMap((sample) => {
    const { args, issuer } = sample;
    const needed = componentsOf(args)[0]?.registrar?.neededBy((args as Record<string, object>)[cloud]!, []);
    if (needed === undefined || cloud in issuer) return [];
    const registration = { ...needed, ...(args.registrations as Record<string, object> | undefined)?.[cloud] };
    const key = JSON.stringify([issuer, registration]);
    if (asked.has(key)) return [];
    asked.add(key);
    return [{ name: `${title}: ${sample.title}`, cloud, sample, registration }];
  });
});

/** An account of Huawei Cloud takes an issuer under several names, up to its quota of providers. */
const TAKES_SEVERAL = ["huawei"];

describe("the clouds that register issuers", () => {
  it("all have a sample that does, so that none escapes this suite", () => {
    const registering = clouds.filter(({ name }) => componentsOf({ [name]: {} })[0]?.registrar !== undefined);
    expect([...new Set(cases.map(({ cloud }) => cloud))]).toEqual(registering.map(({ name }) => name));
  });
});

describe.each(cases)("a registration on $name", ({ cloud, sample, registration }) => {
  let mocks: CloudMocks;

  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  const { issuer, args } = sample;
  const { registrations: _, ...unregistered } = args;
  const workload = (
    name: string,
    of: WorkloadSubject["issuer"],
    asked: CloudSample["args"] = args,
    subjects: WorkloadSubject[] = [],
  ) => new FederatedWorkload(name, { issuer: of!, namespace: "shop", serviceAccount: name, subjects, ...asked });
  const federation = (name: string, of: ClusterIssuer = issuer, more: Partial<ClusterFederationArgs> = {}) =>
    new ClusterFederation(name, { issuer: of, [cloud]: registration, ...more });
  /** The logical names of what registered issuers, in the order of the program. */
  const registered = async () => {
    await settled();
    return mocks.resources.filter(({ type }) => /IssuerRegistration$/.test(type)).map(({ name }) => name);
  };

  it("is made once for all subjects of a cluster, and once for each cluster", async () => {
    const { url: _url, ...keys } = issuer;
    const subject = { namespace: "ops", serviceAccount: "cart" };
    workload("orders", issuer, args, [
      { issuer, ...subject },
      { issuer: { ...keys, url: GREEN }, ...subject },
    ]);
    const names = await registered();
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(new RegExp(`^orders-[0-9a-f]+-issuer-${cloud}$`));
  });

  it("is passed on by the workload that made it, and made again only where an account takes several", async () => {
    const first = workload("orders", issuer);
    workload("bill", first.issuer!, unregistered);
    expect(await registered()).toHaveLength(1);
    const refused = faultCodes(() => workload("cart", issuer)).includes("issuer-registered-twice");
    expect(refused).toBe(!TAKES_SEVERAL.includes(cloud));
    await settled();
  });

  it("of a ClusterFederation serves every workload, which registers nothing more", async () => {
    const cluster = federation("prod");
    for (const name of ["orders", "cart"]) workload(name, cluster.issuer, unregistered);
    expect(await registered()).toEqual([`prod-${cloud}`]);
    expect(await outputValue(cluster.issuer)).toMatchObject({ url: issuer.url, [cloud]: expect.any(Object) });
    expect(await mocks.trusts(cloud)).not.toEqual([]);
  });

  it("that exists is used as it is: by a workload without another one, and refused to be made again", async () => {
    const entry = (await outputValue(federation("prod").issuer))[cloud as keyof ClusterIssuer];
    mocks = await installCloudMocks();
    const existing = { ...issuer, [cloud]: entry };
    workload("orders", existing, unregistered);
    expect(await registered()).toEqual([]);
    expect(faultCodes(() => federation("again", existing))).toContain("issuer-registered-twice");
  });

  it("takes over that of a workload under its logical name", async () => {
    const cluster = federation("prod", issuer, { movedFrom: { workload: "orders" } });
    workload("orders", cluster.issuer, unregistered);
    expect(await registered()).toEqual([`prod-${cloud}`]);
  });

  it("has faults under the path of its cloud, and is refused where its issuer has no entry", () => {
    const misspelt = { [cloud]: { ...registration, nothingOfThatSort: 1 } };
    expect(pathsOf(() => federation("prod", issuer, misspelt))).toContain(`${cloud}.nothingOfThatSort`);
    expect(pathsOf(() => workload("orders", issuer, { ...args, registrations: misspelt }))).toContain(
      `registrations.${cloud}.nothingOfThatSort`,
    );
    expect(pathsOf(() => workload("orders", { ...issuer, [cloud]: { nothingOfThatSort: 1 } }))).toContain(
      `issuer.${cloud}.nothingOfThatSort`,
    );
  });
});

describe.each([...new Set(cases.map(({ cloud }) => cloud))])("what a registration on %s is called", (cloud) => {
  it("is refused where the issuer's URL is asked for, with the entry to write", async () => {
    await installCloudMocks();
    const ofCloud = cases.filter((each) => each.cloud === cloud);
    const entries = await Promise.all(
      ofCloud.map(({ sample: { issuer }, registration }, index) => {
        const own = { ...issuer, url: `${GREEN}/${index}` };
        const { issuer: output } = new ClusterFederation(`prod-${index}`, { issuer: own, [cloud]: registration });
        return outputValue(output).then((known) => known[cloud as keyof ClusterIssuer] as object);
      }),
    );
    const names = entries.flatMap((entry) => Object.values(entry)).filter((value) => typeof value === "string");
    const [{ sample }] = ofCloud as [(typeof ofCloud)[0]];
    const messages = names.flatMap((url) => {
      const asked = { issuer: { ...sample.issuer, url }, namespace: "shop", serviceAccount: "orders", ...sample.args };
      return faultsOf(() => new FederatedWorkload("orders", asked)).map(({ message }) => message);
    });
    expect(messages.join("\n")).toMatch(new RegExp(`it names a registration; write \\{ url: .*, ${cloud}: \\{`));
  });
});

const pathsOf = (construct: () => unknown) => faultsOf(construct).map(({ path }) => path);

function faultsOf(construct: () => unknown): readonly Issue[] {
  try {
    construct();
  } catch (error) {
    if (error instanceof FederationError) return error.issues;
    throw error;
  }
  return [];
}
