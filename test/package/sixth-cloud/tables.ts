/** One line that a new cloud adds to a table: `line` comes right behind `behind`, which stands in the file once. */
export interface TableLine {
  file: string;
  behind: string;
  line: string;
}

/** What every cloud adds outside of its folder. */
export const TABLE_LINES: readonly TableLine[] = [
  {
    file: "src/clouds/registry.ts",
    behind: 'import type { HuaweiTrust } from "./huawei/trust";\n',
    line: 'import { nimbus } from "./nimbus/cloud";\nimport type { NimbusTrust } from "./nimbus/trust";\n',
  },
  { file: "src/clouds/registry.ts", behind: "AlicloudTrust | HuaweiTrust", line: " | NimbusTrust" },
  { file: "src/clouds/registry.ts", behind: "[aws, azure, gcp, alicloud, huawei", line: ", nimbus" },
  {
    file: "src/clouds/components.ts",
    behind: ".huaweiComponents,\n",
    line: '  nimbus: () => (require("./nimbus/components") as typeof import("./nimbus/components")).nimbusComponents,\n',
  },
  {
    file: "src/clouds/simulations.ts",
    behind: 'from "./huawei/simulation";\n',
    line: 'import { nimbusSimulation } from "./nimbus/simulation";\n',
  },
  { file: "src/clouds/simulations.ts", behind: "  huaweiSimulation,\n", line: "  nimbusSimulation,\n" },
  {
    file: "src/clouds/audits.ts",
    behind: 'from "./huawei/audit";\n',
    line: 'import { nimbusAudit } from "./nimbus/audit";\n',
  },
  { file: "src/clouds/audits.ts", behind: "gcpAudit, alicloudAudit, huaweiAudit", line: ", nimbusAudit" },
  {
    file: "src/federated-workload/args.ts",
    behind: 'from "../clouds/huawei/args";\n',
    line: 'import type { NimbusWorkloadArgs } from "../clouds/nimbus/args";\n',
  },
  {
    file: "src/federated-workload/args.ts",
    behind: "  huawei?: HuaweiWorkloadArgs;\n",
    line: "  /** A role of Nimbus. None by default. */\n  nimbus?: NimbusWorkloadArgs;\n",
  },
  {
    file: "src/clouds/shapes.ts",
    behind: 'import("./huawei/shape");\n',
    line: 'export const nimbus = () => require("./nimbus/shape") as typeof import("./nimbus/shape");\n',
  },
  {
    file: "src/federated-workload/shape.ts",
    behind: "azure, gcp, huawei",
    line: ", nimbus",
  },
  {
    file: "src/federated-workload/shape.ts",
    behind: "huawei().readHuaweiWorkloadArgs),\n",
    line: "  nimbus: whenGiven(() => nimbus().readNimbusWorkloadArgs),\n",
  },
  {
    file: "src/federated-workload/federated-workload.ts",
    behind: 'from "../clouds/huawei/args";\n',
    line: 'import type { NimbusIdentity } from "../clouds/nimbus/args";\n',
  },
  {
    file: "src/federated-workload/federated-workload.ts",
    behind: "  public readonly huawei?: pulumi.Output<HuaweiIdentity>;\n",
    line: "  /** The identity on Nimbus. */\n  public readonly nimbus?: pulumi.Output<NimbusIdentity>;\n",
  },
  {
    file: "src/clouds/error-tables.ts",
    behind: 'from "./huawei/error-table";\n',
    line: 'import { nimbusErrors } from "./nimbus/error-table";\n',
  },
  { file: "src/clouds/error-tables.ts", behind: "  huawei: huaweiErrors,\n", line: "  nimbus: nimbusErrors,\n" },
  {
    file: "src/index.ts",
    behind: '} from "./clouds/huawei/args";\n',
    line: 'export type { NimbusIdentity, NimbusWorkloadArgs } from "./clouds/nimbus/args";\n',
  },
  {
    file: "package.json",
    behind: '"default": "./dist/clouds/huawei/index.js"\n    },\n',
    line: '    "./clouds/nimbus": {\n      "types": "./dist/clouds/nimbus/index.d.ts",\n      "default": "./dist/clouds/nimbus/index.js"\n    },\n',
  },
  {
    file: "package.json",
    behind: '"dist/clouds/huawei/index.d.ts"\n      ],\n',
    line: '      "clouds/nimbus": [\n        "dist/clouds/nimbus/index.d.ts"\n      ],\n',
  },
  {
    file: "test/contract/samples.ts",
    behind: "samples: Record<string, CloudSample[]> = {\n",
    line: `  nimbus: [
    { title: "a role", issuer: { url: EKS }, args: { nimbus: { permissions: ["storage:read"] } } },
    {
      title: "a role, the issuer registered by another stack",
      issuer: { url: EKS, nimbus: { issuerId: "nimbus:issuer/prod" } },
      args: { nimbus: {} },
      deployed: [
        {
          type: "nimbus:iam/issuer:Issuer",
          name: "cluster",
          id: "nimbus:issuer/prod",
          state: { issuerId: "nimbus:issuer/prod", url: EKS, audience: "sts.nimbus.example" },
        },
      ],
    },
  ],
`,
  },
  {
    file: "test/contract/foreign-issuers.test.ts",
    behind: "const FOREIGNERS: Record<string, Foreign[]> = {\n",
    line: `  nimbus: [
    {
      title: "a subject",
      trust: {
        cloud: "nimbus",
        role: "orders",
        issuers: [ISSUER, FOREIGN].map((issuer) => ({ id: issuer, issuer, audience: AUDIENCE })),
        members: [
          { issuerId: ISSUER, subject: ORDERS },
          { issuerId: FOREIGN, subject: MAIN },
        ],
      },
      shows: { sub: MAIN },
    },
  ],
`,
  },
  {
    file: "test/contract/transforms.test.ts",
    behind: "const TRUSTING: Record<string, Trusting> = {\n",
    line: `  "nimbus:iam/role:Role": {
    refused: [["members", ({ members }) => [{ ...(members as object[])[0], subject: "system:serviceaccount:shop:admin" }], OVER]],
    free: ["permissions"],
  },
  "nimbus:iam/issuer:Issuer": { refused: [to("url", EVIL), to("audience", "other")], free: [] },
`,
  },
  {
    file: "test/contract/random/index.ts",
    behind: "RANDOM_DOCUMENTS: Record<string, DrawDocument> = {\n",
    line: `  nimbus: (draw) => ({
    trust: {
      cloud: "nimbus",
      role: "orders",
      issuers: AUDIENCES.map((audience) => ({ id: audience, issuer: CLUSTER, audience })),
      members: draw.list(0, 4, () => ({ issuerId: draw.of(AUDIENCES), subject: draw.of(SERVICE_ACCOUNTS) })),
    },
    ways: [],
    others: () => ({}),
  }),
`,
  },
  {
    file: "test/contract/random/index.ts",
    behind: 'import type { DrawDocument } from "./random-document";\n',
    line: 'import { AUDIENCES, CLUSTER, SERVICE_ACCOUNTS } from "./words";\n',
  },
  {
    file: "test/architecture/roles.test.ts",
    behind: "const OWN: Readonly<Record<string, readonly string[]>> = {\n",
    line: "  nimbus: [],\n",
  },
];

/** What a cloud that registers issuers adds beside. */
export const REGISTRATION_LINES: readonly TableLine[] = [
  {
    file: "src/cluster-federation/args.ts",
    behind: 'from "../clouds/huawei/args";\n',
    line: 'import type { NimbusRegistration, NimbusRegistrationArgs } from "../clouds/nimbus/args";\n',
  },
  {
    file: "src/cluster-federation/args.ts",
    behind: "  huawei?: pulumi.Input<HuaweiRegistration>;\n",
    line: "  /** Its registration in Nimbus; absent where it has none. */\n  nimbus?: pulumi.Input<NimbusRegistration>;\n",
  },
  {
    file: "src/cluster-federation/args.ts",
    behind: "  huawei?: HuaweiRegistrationArgs;\n",
    line: "  /** Not on Nimbus by default. */\n  nimbus?: NimbusRegistrationArgs;\n",
  },
  {
    file: "src/cluster-federation/shape.ts",
    behind: "aws, gcp, huawei",
    line: ", nimbus",
  },
  {
    file: "src/cluster-federation/shape.ts",
    behind: "huawei().readHuaweiRegistration),\n",
    line: "  nimbus: whenGiven(() => nimbus().readNimbusRegistration),\n",
  },
  {
    file: "src/cluster-federation/shape.ts",
    behind: "huawei().readHuaweiRegistrationArgs),\n",
    line: "  nimbus: whenGiven(() => nimbus().readNimbusRegistrationArgs),\n",
  },
  { file: "src/clouds/issuer-entries.ts", behind: '"alicloud", "huawei"', line: ', "nimbus"' },
  {
    file: "src/clouds/registration-names.ts",
    behind: "readonly RegistrationName[] = [\n",
    line: '  { form: /^nimbus:issuer\\//, entry: () => "nimbus: { issuerId }" },\n',
  },
  {
    file: "src/index.ts",
    behind: '} from "./clouds/huawei/args";\n',
    line: 'export type { NimbusRegistration, NimbusRegistrationArgs } from "./clouds/nimbus/args";\n',
  },
];
