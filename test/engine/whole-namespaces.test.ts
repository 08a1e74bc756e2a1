import { FederatedWorkload } from "pulumi-workload-identity";
import { expect, test } from "vitest";
import { onClouds } from "./support/on-clouds";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

/** One workload on the clouds that know whole namespaces; Google Cloud has no prefixes, so it has one of its own. */
const program = (wholeNamespaces?: string[], namespacePrefixes?: string[]) => async () => {
  const whole = wholeNamespaces === undefined ? {} : { wholeNamespaces };
  const names = { namespace: "shop", serviceAccount: "orders", ...whole };
  const registrations = { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } };
  const orders = new FederatedWorkload("orders", {
    issuer: { url: "https://issuer.shop.example.com" },
    ...names,
    ...(namespacePrefixes === undefined ? {} : { namespacePrefixes }),
    registrations,
    aws: {},
    alicloud: {},
  });
  const google = new FederatedWorkload("google", {
    issuer: { url: "https://issuer.shop.example.com" },
    ...names,
    kubernetes: { serviceAccount: "external" },
    gcp: { project: "shop-prod", roles: ["roles/viewer"] },
  });
  return { proof: orders.aws?.proof, google: google.gcp?.proof };
};

const stepsOf = ({ steps }: Report) =>
  steps
    .filter(({ type }) => !type.startsWith("pulumi"))
    .map(({ op, type }) => `${op} ${type}`)
    .sort();

test(
  "a namespace that comes to be trusted as a whole, and one that no longer is, change trusts in place and nothing else",
  onClouds(async (stack, { cloud }) => {
    await stack.up(program());
    const widened = await stack.up(program(["jobs"], ["team-"]));
    expect(stepsOf(widened)).toEqual(
      [
        `create ${TYPE.gcpProjectMember}`,
        `update ${TYPE.alicloudRole}`,
        `update ${TYPE.awsRole}`,
        `update ${TYPE.gcpProvider}`,
      ].sort(),
    );
    const policy = () => String(cloud.objects(TYPE.awsRole)[0]?.inputs.assumeRolePolicy);
    expect(policy()).toContain('"system:serviceaccount:jobs:*","system:serviceaccount:team-*:*"');
    const members = () => cloud.objects(TYPE.gcpProjectMember).map(({ inputs }) => String(inputs.member));
    expect(members().filter((member) => /attribute\.namespace\/jobs$/.test(member))).toHaveLength(1);
    expect((await stack.preview(program(["jobs"], ["team-"]))).changes).toEqual({});

    // Another order of the same is no change; one more namespace is one member.
    const more = await stack.up(program(["batch", "jobs"], ["team-"]));
    expect(stepsOf(more)).toContain(`create ${TYPE.gcpProjectMember}`);
    expect((await stack.preview(program(["jobs", "batch"], ["team-"]))).changes).toEqual({});

    const narrowed = await stack.up(program());
    expect(stepsOf(narrowed).filter((step) => !step.startsWith("update"))).toEqual(
      Array(2).fill(`delete ${TYPE.gcpProjectMember}`),
    );
    expect(policy()).not.toContain("*");
    expect(members()).toHaveLength(1);
    await stack.destroy();
    expect(cloud.objects(TYPE.awsRole)).toEqual([]);
  }),
);
