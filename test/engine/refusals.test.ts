import { Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import { eksIssuer } from "pulumi-workload-identity/clouds/aws";
import { describe, expect, test } from "vitest";
import { fourClouds, issuerUrl } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import { TYPE } from "./support/types";

type Inputs = Record<string, pulumi.Input<unknown>>;

/** The issuer with entries that are known when the program runs, so that every trust is known at preview. */
const registered: ClusterIssuer = {
  url: issuerUrl,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
  gcp: {
    workloadIdentityPool: "projects/123456789012/locations/global/workloadIdentityPools/shop",
    workloadIdentityProvider: "projects/123456789012/locations/global/workloadIdentityPools/shop/providers/kubernetes",
  },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/shop" },
};

const replaced = (property: string, from: string | RegExp, to: string) => (props: Inputs) => ({
  ...props,
  [property]: pulumi.output(props[property] as string).apply((text) => text.replace(from, to)),
});

/** Puts a pattern for every ServiceAccount of the namespace in place of the one that is intended. */
const anyOfNamespace = (property: string, claim: string) => (props: Inputs) => ({
  ...props,
  [property]: pulumi.output(props[property] as string).apply((text) => {
    const document = JSON.parse(text);
    const { Condition } = document.Statement[0];
    delete Condition.StringEquals[claim];
    Condition.StringLike = { [claim]: "system:serviceaccount:shop:*" };
    return JSON.stringify(document);
  }),
});

/** What a user's transform may make of a trust, and a claim of the token that gets in by it. */
const widenings: { what: string; type: string; change: (props: Inputs) => Inputs; shown: RegExp }[] = [
  {
    what: "AWS: any of the namespace",
    type: TYPE.awsRole,
    change: anyOfNamespace("assumeRolePolicy", "issuer.shop.example.com:sub"),
    shown: /counterexample .*"sub":"system:serviceaccount:shop:.*trust-over/,
  },
  {
    what: "AWS: a statement for everybody",
    type: TYPE.awsRole,
    change: replaced(
      "assumeRolePolicy",
      '"Statement":[',
      '"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"},',
    ),
    shown: /counterexample .*"sub":"system:serviceaccount:.*trust-over/,
  },
  {
    what: "AWS: a document that is none",
    type: TYPE.awsRole,
    change: (props) => ({ ...props, assumeRolePolicy: "no JSON" }),
    shown: /aws-trust-invalid/,
  },
  {
    what: "Azure: another subject",
    type: TYPE.azureCredential,
    change: (props) => ({ ...props, subject: "system:serviceaccount:shop:admin" }),
    shown: /counterexample .*"sub":"system:serviceaccount:shop:admin".*trust-over/,
  },
  {
    what: "Azure: another audience",
    type: TYPE.azureCredential,
    change: (props) => ({ ...props, audiences: ["sts.amazonaws.com"] }),
    shown: /counterexample .*"aud":\["sts.amazonaws.com"\].*trust-over/,
  },
  {
    what: "Google Cloud: any of the pool",
    type: TYPE.gcpProjectMember,
    change: replaced("member", /^principal:(.*)\/subject\/.*$/, "principalSet:$1/*"),
    shown: /counterexample .*"sub":"system:serviceaccount:.*trust-over/,
  },
  {
    what: "Alibaba Cloud: any of the namespace",
    type: TYPE.alicloudRole,
    change: anyOfNamespace("assumeRolePolicyDocument", "oidc:sub"),
    shown: /counterexample .*"sub":"system:serviceaccount:shop:.*trust-over/,
  },
  {
    what: "Alibaba Cloud: no subject",
    type: TYPE.alicloudRole,
    change: replaced("assumeRolePolicyDocument", /,"oidc:sub":"[^"]*"/, ""),
    shown: /counterexample .*"sub":"system:serviceaccount:.*trust-over/,
  },
];

const registrations: typeof widenings = [
  {
    what: "AWS: another audience",
    type: TYPE.awsIssuer,
    change: (props) => ({ ...props, clientIdLists: ["sts.amazonaws.com", "other"] }),
    shown: /input-changed/,
  },
  {
    what: "AWS: another issuer",
    type: TYPE.awsIssuer,
    change: (props) => ({ ...props, url: "https://token.actions.githubusercontent.com" }),
    shown: /Cannot store url.*input-changed/,
  },
  {
    what: "AWS: the thumbprint of another CA",
    type: TYPE.awsIssuer,
    change: (props) => ({ ...props, thumbprintLists: ["06b25927c42a721631c1efd9431e648fa62e1e39"] }),
    shown: /Cannot store thumbprintLists.*input-changed/,
  },
  {
    what: "Google Cloud: another claim",
    type: TYPE.gcpProvider,
    change: (props) => ({ ...props, attributeMapping: { "google.subject": "assertion.namespace" } }),
    shown: /input-changed/,
  },
  {
    what: "Google Cloud: a provider of another pool",
    type: TYPE.gcpProvider,
    change: (props) => ({ ...props, workloadIdentityPoolId: "other-pool" }),
    shown: /workloadIdentityPoolId.*input-changed/,
  },
  {
    what: "Google Cloud: a provider that is disabled",
    type: TYPE.gcpProvider,
    change: (props) => ({ ...props, disabled: true }),
    shown: /disabled.*input-changed/,
  },
  {
    what: "Google Cloud: a provider of another kind",
    type: TYPE.gcpProvider,
    change: (props) => ({ ...props, aws: { accountId: "111122223333" } }),
    shown: /aws.*input-changed/,
  },
  {
    what: "Google Cloud: a pool that is disabled",
    type: TYPE.gcpPool,
    change: (props) => ({ ...props, disabled: true }),
    shown: /disabled.*input-changed/,
  },
  {
    what: "Google Cloud: a pool that takes no providers",
    type: TYPE.gcpPool,
    change: (props) => ({ ...props, mode: "TRUST_DOMAIN" }),
    shown: /mode.*input-changed/,
  },
  {
    what: "Alibaba Cloud: another audience",
    type: TYPE.alicloudIssuer,
    change: (props) => ({ ...props, clientIds: ["sts.aliyuncs.com", "other"] }),
    shown: /input-changed/,
  },
  {
    what: "Alibaba Cloud: another issuer",
    type: TYPE.alicloudIssuer,
    change: (props) => ({ ...props, issuerUrl: "https://token.actions.githubusercontent.com" }),
    shown: /Cannot store issuerUrl.*input-changed/,
  },
  {
    what: "Alibaba Cloud: the fingerprint of another CA",
    type: TYPE.alicloudIssuer,
    change: (props) => ({ ...props, fingerprints: ["06b25927c42a721631c1efd9431e648fa62e1e39"] }),
    shown: /Cannot store fingerprints.*input-changed/,
  },
];

function transformed(issuer: ClusterIssuer, { type, change }: (typeof widenings)[number]) {
  return async () => {
    pulumi.runtime.registerResourceTransform((resource) =>
      resource.type === type ? { props: change(resource.props), opts: resource.opts } : undefined,
    );
    await fourClouds({ issuer });
  };
}

describe("a transform of the program that widens a trust", () => {
  test.each(widenings)("is refused at preview where all is known: $what", (widening) =>
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.failingPreview(transformed(registered, widening));
      const shown = diagnostics.filter(({ type }) => type === widening.type);
      expect(shown.map(({ message }) => message).join("\n")).toMatch(widening.shown);
      expect(cloud.calls).toEqual([]);
    })(),
  );

  test.each(registrations)("is refused of a registration at preview: $what", (widening) =>
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.failingPreview(transformed({ url: issuerUrl }, widening));
      const shown = diagnostics.filter(({ type }) => type === widening.type);
      expect(shown.map(({ message }) => message).join("\n")).toMatch(widening.shown);
      expect(cloud.calls).toEqual([]);
    })(),
  );

  test.each(widenings.filter(({ what }) => /any of/.test(what)))(
    "is refused in up, before the vendor is asked, where the registration is new: $what",
    (widening) =>
      onClouds(async (stack, { cloud }) => {
        const { diagnostics } = await stack.failingUp(transformed({ url: issuerUrl }, widening));
        const shown = diagnostics.filter(({ type }) => type === widening.type);
        expect(shown.map(({ message }) => message).join("\n")).toMatch(widening.shown);
        expect(cloud.objects(widening.type)).toEqual([]);
      })(),
  );

  test(
    "is refused of a trust that is deployed already, and nothing changes",
    onClouds(async (stack, { cloud }) => {
      await stack.up(() => fourClouds());
      const before = structuredClone(cloud.objects());
      const [widening] = widenings;
      await stack.failingUp(transformed({ url: issuerUrl }, widening!));
      expect(cloud.objects()).toEqual(before);
    }),
  );
});

describe("a role that is taken over as it is", () => {
  const roles = [
    {
      type: TYPE.awsRole,
      property: "assumeRolePolicy",
      args: { aws: { importRole: "legacy" } },
      inputs: (trust: string) => ({ name: "legacy", assumeRolePolicy: trust, forceDetachPolicies: true }),
      arn: "arn:aws:iam::111122223333:role/legacy",
      root: { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" },
    },
    {
      type: TYPE.alicloudRole,
      property: "assumeRolePolicyDocument",
      args: { alicloud: { importRole: "legacy" } },
      inputs: (trust: string) => ({ roleName: "legacy", assumeRolePolicyDocument: trust, force: true }),
      arn: "acs:ram::1234567890123456:role/legacy",
      root: { Effect: "Allow", Principal: { RAM: ["acs:ram::1234567890123456:root"] }, Action: "sts:AssumeRole" },
    },
  ];

  /** A transform that makes the program equal to a role which also trusts its account. */
  const program =
    ({ type, property, args, root }: (typeof roles)[number]) =>
    async () => {
      pulumi.runtime.registerResourceTransform((resource) => {
        if (resource.type !== type) return undefined;
        const widened = pulumi.output(resource.props[property] as string).apply((text) => {
          const document = JSON.parse(text);
          return JSON.stringify({ ...document, Statement: [...document.Statement, root] });
        });
        return { props: { ...resource.props, [property]: widened }, opts: resource.opts };
      });
      new FederatedWorkload("orders", { issuer: registered, namespace: "shop", serviceAccount: "orders", ...args });
    };

  test.each(roles)("is proved on what it says, where no hook looks: $type", (role) =>
    onClouds(async (stack, { cloud }) => {
      const plain = async () => {
        new FederatedWorkload("orders", {
          issuer: registered,
          namespace: "shop",
          serviceAccount: "orders",
          ...role.args,
        });
      };
      const empty = role.inputs(
        JSON.stringify({ Version: role.type === TYPE.awsRole ? "2012-10-17" : "1", Statement: [] }),
      );
      const object = { account: "default", type: role.type, name: "legacy", id: "legacy" };
      cloud.restore({ ...object, inputs: empty, state: { ...empty, arn: role.arn } });
      await stack.up(plain);
      const document = JSON.parse(cloud.only(role.type).inputs[role.property] as string);
      await stack.destroy();
      const widened = role.inputs(JSON.stringify({ ...document, Statement: [...document.Statement, role.root] }));
      cloud.restore({ ...object, inputs: widened, state: { ...widened, arn: role.arn } });
      for (const report of [await stack.failingPreview(program(role)), await stack.failingUp(program(role))]) {
        const shown = report.diagnostics.filter(({ type }) => type === role.type).map(({ message }) => message);
        expect(shown.join("\n")).toMatch(/another way in, by statement 2: (AWS|RAM) .*:root.*trust-over/);
      }
    })(),
  );
});

describe("a role that turns out to be of another account than the provider", () => {
  test(
    "is told on the role, because its trust lets nobody in",
    onClouds(async (stack, { cloud }) => {
      const inputs = { name: "legacy", assumeRolePolicy: "{}", forceDetachPolicies: true };
      const state = { ...inputs, arn: "arn:aws:iam::444455556666:role/legacy", path: "/" };
      cloud.restore({ account: "default", type: TYPE.awsRole, name: "legacy", id: "legacy", inputs, state });
      const { diagnostics } = await stack.failingPreview(async () => {
        new FederatedWorkload("orders", {
          issuer: registered,
          namespace: "shop",
          serviceAccount: "orders",
          aws: { importRole: "legacy" },
        });
      });
      const shown = diagnostics.filter(({ type }) => type === TYPE.awsRole).map(({ message }) => message);
      expect(shown.join("\n")).toMatch(/of two accounts.*aws-account-mismatch/);
    }),
  );
});

describe("two workloads that register one issuer", () => {
  const twice = (issuer: () => ClusterIssuer) => async () => {
    for (const name of ["orders", "cart"]) {
      new FederatedWorkload(name, { issuer: issuer(), namespace: "shop", serviceAccount: name, aws: {} });
    }
  };

  test(
    "fail at preview where the URL is plain, naming ClusterFederation",
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.failingPreview(twice(() => ({ url: issuerUrl })));
      const text = diagnostics.map(({ message }) => message).join("\n");
      expect(text).toContain("issuer-registered-twice");
      expect(text).toContain("ClusterFederation");
      expect(cloud.calls).toEqual([]);
    }),
  );

  test(
    "fail at preview where both take one output",
    onClouds(async (stack) => {
      const program = async () => {
        const url = urlOf(cluster());
        await twice(() => ({ url }))();
      };
      const { diagnostics } = await stack.failingPreview(program);
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain("issuer-registered-twice");
    }),
  );

  test(
    "fail in up before the second is created where two outputs turn out equal",
    onClouds(async (stack, { cloud }) => {
      const program = async () => {
        const shared = cluster();
        await twice(() => ({ url: urlOf(shared) }))();
      };
      await stack.preview(program);
      const { diagnostics } = await stack.failingUp(program);
      const shown = diagnostics.filter(({ type }) => type === TYPE.awsIssuer);
      expect(shown.map(({ message }) => message).join("\n")).toContain("issuer-registered-twice");
      // The first is made or not, as the engine got to it before it stopped.
      expect(cloud.calls.filter(({ type }) => type === TYPE.awsIssuer).length).toBeLessThan(2);
    }),
  );

  const cluster = () =>
    new Cluster("shop", { roleArn: "arn:aws:iam::111122223333:role/eks", vpcConfig: { subnetIds: [] } });
  const urlOf = ({ identities }: Cluster) => identities.apply((known) => eksIssuer({ identities: known }).url);
});
