/** The AWS SDKs in pods of OpenShift's operators, which read what the component writes into their Secrets. */

import * as pulumi from "@pulumi/pulumi";
import { ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { OpenShiftIdentities } from "pulumi-workload-identity/openshift";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newKeyPair } from "../../src/issuer/key-pair";
import { KeyPhase, timeText } from "../../src/issuer/rotation";
import type { Sandbox } from "../../src/sandbox";
import { startSandbox } from "../../src/sandbox";
import { outputValue, settled } from "../../src/testing/mocks";
import { awsRequest } from "../support/openshift-requests";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { inPod } from "./support/sandbox";

const NAMESPACE = "openshift-ingress-operator";
const MOUNT = "/var/run/secrets/openshift/serviceaccount";

let sandbox: Sandbox;
let issuer = "";
let credentials = "";

beforeAll(async () => {
  const { publicKey, privateKey } = newKeyPair("RS256");
  sandbox = await startSandbox({ signingKeys: [privateKey] });
  await pulumi.runtime.setMocks(sandbox.mocks(), "conformance", "test", false);
  const hosted = new ServiceAccountIssuer("prod", {
    keys: [{ publicKey, phase: KeyPhase.Active, since: timeText(Date.now()) }],
    awsCloudFront: {},
  });
  const { installerFiles } = new OpenShiftIdentities("prod", {
    issuer: hosted.issuer,
    credentialsRequests: [
      awsRequest({
        name: "openshift-ingress",
        secret: `${NAMESPACE}/cloud-credentials`,
        serviceAccounts: ["ingress-operator"],
        actions: ["route53:ListHostedZones"],
      }),
    ],
    aws: {},
  });
  await settled();
  issuer = (await outputValue(hosted.issuer)).url;
  const secret = (await outputValue(installerFiles))[`manifests/${NAMESPACE}-cloud-credentials-credentials.yaml`] ?? "";
  // The block of the Secret's YAML, as the API server reads it.
  credentials = /credentials: \|-\n((?: {4}.*\n)+)/.exec(secret)?.[1]?.replace(/^ {4}/gm, "") ?? "";
});
afterAll(() => sandbox.close());

const clients: [string, Client][] = [
  ["the default chain of @aws-sdk/credential-providers", nodeClient("aws", "default-chain")],
  ["a client of boto3", pythonClient("aws", "client")],
];

/** A pod with its token for an audience, and with what the operator's Secret says. */
function asPod(client: Client, serviceAccount: string, audience: string) {
  const wiring = {
    serviceAccountAnnotations: {},
    excludedAnnotations: [],
    namespaceLabels: {},
    podLabels: {},
    podAnnotations: {},
    nodeSelector: {},
    env: {
      AWS_SHARED_CREDENTIALS_FILE: `${MOUNT}/credentials`,
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
    },
    defaults: [],
    tokens: [{ audience, path: "token", expirationSeconds: 3600 }],
    files: [{ key: "credentials", path: "credentials", content: credentials }],
    skipContainers: [],
    podSettings: [],
    rivals: [],
  };
  return inPod(sandbox, { issuer, namespace: NAMESPACE, serviceAccount, wiring, mountPath: MOUNT }, client);
}

describe.each(clients)("an operator with %s", (_, client) => {
  it("becomes its role with the token that OpenShift mounts and the Secret that it reads", async () => {
    expect(await asPod(client, "ingress-operator", "openshift")).toEqual({
      ok: true,
      got: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/prod-openshift-ingress-operator-/),
    });
  });

  it.each([
    ["another ServiceAccount", "default", "openshift"],
    ["a token for the audience of users' workloads", "ingress-operator", "sts.amazonaws.com"],
  ])("is no one else: %s is refused with the same Secret", async (_, serviceAccount, audience) => {
    expect(await asPod(client, serviceAccount, audience)).toEqual({
      ok: false,
      error: expect.stringMatching(/AccessDenied.*Not authorized to perform sts:AssumeRoleWithWebIdentity/),
    });
  });
});
