import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ClusterFederation, FederatedWorkload, WorkloadPodTemplate } from "../src";
import * as azureControllerShape from "../src/clouds/azure/controllers/shape";
import { ISSUER_ENTRIES } from "../src/clouds/issuer-entries";
import { clouds } from "../src/clouds/registry";
import * as clusterShape from "../src/cluster-federation/shape";
import { FederationError } from "../src/component/validation-error";
import { unknownArguments } from "../src/core/argument-shape";
import type { Read } from "../src/core/shape";
import * as workloadShape from "../src/federated-workload/shape";
import { ServiceAccountIssuer } from "../src/issuer";
import { OpenShiftIdentities } from "../src/openshift";
import * as openShiftShape from "../src/openshift-identities/shape";
import { SecretsStoreMount, SecretsStorePodTemplate } from "../src/secrets-store";
import * as secretsStoreShape from "../src/secrets-store/shape";
import * as secretsStorePodTemplateShape from "../src/secrets-store-pod-template/shape";
import * as issuerShape from "../src/service-account-issuer/shape";
import { installCloudMocks } from "../src/testing";
import * as podTemplateShape from "../src/workload-pod-template/shape";
import { faultCodes } from "./support/fault-codes";

const src = resolve(__dirname, "../src");
const sources = (readdirSync(src, { recursive: true }) as string[])
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ts.createSourceFile(file, readFileSync(join(src, file), "utf8"), ts.ScriptTarget.Latest, true));
const statements = sources.flatMap((source) => [...source.statements]);
const interfaces = new Map(statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, each]));

/** The components, and what their constructors take. */
const components = statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
  const [parent = ""] = (declaration.heritageClauses ?? []).map((clause) => clause.getText());
  if (!/^extends pulumi\.ComponentResource$/.test(parent)) return [];
  const args = declaration.members
    .find(ts.isConstructorDeclaration)
    ?.parameters.find((parameter) => parameter.name.getText() === "args");
  return [{ name: declaration.name?.text ?? "", args: args?.type?.getText() ?? "" }];
});

const constructors: Record<string, unknown> = {
  ClusterFederation,
  FederatedWorkload,
  OpenShiftIdentities,
  SecretsStoreMount,
  SecretsStorePodTemplate,
  ServiceAccountIssuer,
  WorkloadPodTemplate,
};
const readers: Record<string, unknown> = {
  ...clusterShape,
  ...workloadShape,
  ...issuerShape,
  ...openShiftShape,
  ...podTemplateShape,
  ...secretsStoreShape,
  ...secretsStorePodTemplateShape,
  ...azureControllerShape,
};

beforeAll(async () => {
  for (const { name } of clouds) {
    const folder = `../src/clouds/${name}`;
    Object.assign(constructors, await import(/* @vite-ignore */ `${folder}/index.ts`));
    Object.assign(readers, await import(/* @vite-ignore */ `${folder}/shape.ts`));
  }
});

const readerOf = (args: string) => readers[`read${args}`] as Read<unknown>;

/** The fields of an interface, with those of the interfaces that it extends. */
function fieldsOf(name: string): Map<string, ts.TypeNode> {
  const declaration = interfaces.get(name)!;
  const inherited = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap((type) => [...fieldsOf(type.expression.getText())]),
  );
  const own = declaration.members
    .filter(ts.isPropertySignature)
    .map((member): [string, ts.TypeNode] => [member.name.getText(), member.type!]);
  return new Map([...inherited, ...own]);
}

/** One object among arguments: its fields, and the arguments in which it stands with one more field. */
interface Place {
  path: string;
  keys: string[];
  withField(name: string): unknown;
}

/** Every object that arguments of this type can hold, with all of its fields named. */
function placesIn(type: ts.TypeNode, path: string, around: (value: unknown) => unknown): Place[] {
  if (ts.isArrayTypeNode(type)) return placesIn(type.elementType, `${path}[0]`, (value) => around([value]));
  if (!ts.isTypeReferenceNode(type)) return [];
  const [first, second] = type.typeArguments ?? [];
  const name = type.typeName.getText();
  if (name === "pulumi.Input") return placesIn(first!, path, around);
  if (name === "Record") return placesIn(second!, `${path}.any`, (value) => around({ any: value }));
  return interfaces.has(name) ? placesOf(name, path, around) : [];
}

function placesOf(name: string, path = "", around: (value: unknown) => unknown = (value) => value): Place[] {
  const fields = fieldsOf(name);
  const all = Object.fromEntries([...fields.keys()].map((key) => [key, null]));
  const place = { path, keys: [...fields.keys()].sort(), withField: (key: string) => around({ ...all, [key]: 1 }) };
  const inside = [...fields].flatMap(([key, type]) =>
    placesIn(type, path === "" ? key : `${path}.${key}`, (value) => around({ [key]: value })),
  );
  return [place, ...inside];
}

/** The faults of one more field, which lists what is known; with a name that is near to none. */
function expectExactly(read: Read<unknown>, { path, keys, withField }: Place): void {
  const name = "nothingOfThatSortAnywhere";
  const faults = unknownArguments(read, withField(name));
  expect(faults).toEqual([
    expect.objectContaining({ code: "argument-unknown", path: path === "" ? name : `${path}.${name}` }),
  ]);
  expect(faults[0]?.message.split("; known are ")[1]).toBe(keys.join(", "));
}

describe("the shapes of arguments", () => {
  it("are found for every component, so that the next rules cannot pass on nothing", () => {
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(["FederatedWorkload"]));
    expect(components.length).toBeGreaterThan(11);
    const places = placesOf("FederatedWorkloadArgs").map(({ path }) => path);
    expect(places).toEqual(
      expect.arrayContaining(["issuer.aws", "subjects[0].issuer.gcp", "aws.token", "gcp.grants[0].condition"]),
    );
    expect(places).toContain("huawei.customPolicies.any");
  });

  it.each(components)("of $name have the fields of $args at every depth, and no other", ({ args }) => {
    for (const place of placesOf(args)) expectExactly(readerOf(args), place);
  });

  it("of a pod template's options have their fields and no other", () => {
    for (const place of placesOf("WorkloadPodOptions")) expectExactly(workloadShape.readWorkloadPodOptions, place);
  });

  it("let through the entries of an issuer that another cloud reads, and those of no cloud not", () => {
    const entries = [...fieldsOf("ClusterIssuer").keys()].filter((key) => key !== "url");
    expect([...ISSUER_ENTRIES].sort()).toEqual(entries.sort());
  });
});

describe("a component", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each(components)("$name refuses an argument that it does not have", ({ name, args }) => {
    const Component = constructors[name] as new (name: string, args: object) => unknown;
    const given = Object.fromEntries([...fieldsOf(args).keys()].map((key) => [key, undefined]));
    const faults = faultCodes(() => new Component("orders", { ...given, nothingOfThatSortAnywhere: 1 }));
    expect(faults).toContain("argument-unknown");
  });

  /** A pod template is checked by the workload that it is of, and what a mount says of its workload after the mounts. */
  const byThemselves = components.filter(({ name }) => !/PodTemplate$|^SecretsStoreMount$/.test(name));

  it.each(byThemselves)("$name refuses null in the place of any argument", ({ name, args }) => {
    const Component = constructors[name] as new (name: string, args: object) => unknown;
    const faultsOf = (given: object) => {
      try {
        return `made: ${new Component("orders", given)}`;
      } catch (error) {
        expect(error).toBeInstanceOf(FederationError);
        return (error as Error).message;
      }
    };
    const without = faultsOf({});
    expect([...fieldsOf(args).keys()].filter((key) => faultsOf({ [key]: null }) === without)).toEqual([]);
  });

  it.each(components)("$name reads each argument once", ({ name, args }) => {
    const Component = constructors[name] as new (name: string, args: object) => unknown;
    const reads: string[] = [];
    const given = {};
    for (const key of fieldsOf(args).keys()) {
      Object.defineProperty(given, key, { enumerable: true, get: () => void reads.push(key) });
    }
    faultCodes(() => new Component("orders", given));
    expect(reads.sort()).toEqual([...fieldsOf(args).keys()].sort());
  });
});

describe("an argument that stands a level too high", () => {
  it.each([
    ["createNamespace", '"kubernetes.createNamespace"'],
    ["policyArns", '"aws.policyArns"'],
    ["roleAssignments", '"azure.roleAssignments"'],
    ["serviceAccountEmail", '"gcp.serviceAccountEmail"'],
    ["systemPolicies", '"alicloud.systemPolicies"'],
    ["agencyPolicies", '"huawei.agencyPolicies"'],
    ["importRole", '"aws.importRole" or "alicloud.importRole"'],
    ["jwks", '"issuer.jwks"'],
  ])("is told its place: %s", (name, place) => {
    const [fault] = unknownArguments(workloadShape.readFederatedWorkloadArgs, { [name]: "" });
    expect(fault?.message).toContain(`did you mean ${place}?`);
  });
});
