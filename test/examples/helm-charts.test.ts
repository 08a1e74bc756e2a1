import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { beforeEach, describe, expect, it } from "vitest";
import * as library from "../../src";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, outputValue, settled } from "../../src/testing";
import { prove } from "../../src/verifier";

const guide = readFileSync(join(resolve(__dirname, "../.."), "docs/helm-charts.md"), "utf8");
const programOf = (heading: string) =>
  /```ts\n([\s\S]*?)^```$/m.exec(guide.split(`\n## ${heading}\n`)[1] ?? "")?.[1] ?? "";

const issuerOf = (heading: string) => /const issuer = \{ url: "(.*)" \}/.exec(programOf(heading))![1]!;

interface Volume {
  name: string;
  projected: { sources: { serviceAccountToken?: { audience: string } }[] };
}

/** Whom the token is for that the volumes of a chart's pods have. */
const audienceOf = (volumes: Volume[]) =>
  volumes.flatMap(({ projected }) =>
    projected.sources.flatMap((source) => source.serviceAccountToken?.audience ?? []),
  )[0]!;

interface ChartValues {
  serviceAccount: { create: boolean; name: string; annotations: Record<string, string> };
  podAnnotations: Record<string, string>;
  [name: string]: unknown;
}

/** The values that a program of the guide gives to its charts. */
async function valuesOf(code: string): Promise<Record<string, ChartValues>> {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  const modules: Record<string, object> = { "pulumi-workload-identity": library, "@pulumi/pulumi": pulumi };
  const exports: { values?: Record<string, ChartValues> } = {};
  new Function("require", "exports", outputText)((name: string) => modules[name], exports);
  await settled();
  return (await outputValue(pulumi.output(exports.values))) as Record<string, ChartValues>;
}

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const CHARTS = {
  externalDns: { account: "external-dns", env: "env", volumes: "extraVolumes", mounts: "extraVolumeMounts" },
  externalSecrets: {
    account: "external-secrets",
    env: "extraEnv",
    volumes: "extraVolumes",
    mounts: "extraVolumeMounts",
  },
  certManager: { account: "cert-manager", env: "extraEnv", volumes: "volumes", mounts: "volumeMounts" },
};

describe("the guide to Helm charts", () => {
  it.each([
    ["AWS", "aws", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    ["Azure", "azure", "AZURE_FEDERATED_TOKEN_FILE"],
    ["Google Cloud", "gcp", "GOOGLE_APPLICATION_CREDENTIALS"],
  ])(
    "gives each chart on %s the values that make its own ServiceAccount, and no other, the identity",
    async (heading, cloud, variable) => {
      const values = await valuesOf(programOf(heading));
      expect(Object.keys(values)).toEqual(Object.keys(CHARTS));
      for (const [chart, names] of Object.entries(CHARTS)) {
        const { serviceAccount, [names.env]: env, [names.volumes]: volumes, [names.mounts]: mounts } = values[chart]!;
        expect(serviceAccount).toMatchObject({ create: true, name: names.account });
        const file = (env as { name: string; value: string }[]).find(({ name }) => name === variable)?.value;
        const [mount] = mounts as { name: string; mountPath: string }[];
        expect(file).toMatch(new RegExp(`^${mount!.mountPath}/`));
        expect((volumes as Volume[]).map(({ name }) => name)).toEqual([mount!.name]);
      }
      expect(mocks.ofType("kubernetes:core/v1:ServiceAccount")).toEqual([]);
      const audience = audienceOf(values.certManager!.volumes as Volume[]);
      const subjects = Object.values(CHARTS).map(({ account }) => {
        return { issuer: issuerOf(heading), namespace: account, serviceAccount: account };
      });
      // On Google Cloud the pool of all of them is one trust.
      const intents = [...subjects.map((subject) => [subject]), subjects];
      const admitted = (await mocks.trusts(cloud)).flatMap(
        ({ trust }) => intents.find((each) => prove(trust, { subjects: each, audience }).verdict === "equal") ?? [],
      );
      expect(new Set(admitted)).toEqual(new Set(subjects));
    },
  );
});
