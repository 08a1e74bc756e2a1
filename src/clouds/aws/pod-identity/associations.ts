import * as pulumi from "@pulumi/pulumi";
import { claimedLater, newOneOf, programClaims } from "../../../component/claims";
import { takeOver } from "../../../component/logical-names";
import { proofHooks, provedOnAnswer, provedUnderMocks } from "../../../component/proof-hook";
import type { Settled } from "../../../component/settled-value";
import { settled } from "../../../component/settled-value";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { ifKnown } from "../../../core/known";
import { show } from "../../../core/show";
import { checkUnchanged } from "../../../core/unchanged";
import type { AwsPodIdentityArgs } from "../args";
import { checkRoleArn } from "../limits";
import { awsEks, awsIam } from "../sdk";
import { checkClusterArn, checkSessionPolicy, TARGET_ROLE_POLICY } from "./limits";
import type { PodIdentitySubject } from "./subjects";
import { clusterPlace } from "./subjects";
import { targetRolePolicy } from "./trust";

type Subject = PodIdentitySubject<pulumi.Input<string>>;

/** Claims the associations of a component: a cluster has one for each ServiceAccount. Call it while the component is constructed. */
export function associationClaims(component: pulumi.Resource, name: string) {
  const claim = programClaims("pod identity association", component, name);
  return ({ namespace, serviceAccount }: Subject, clusterArn: unknown): Issue[] => {
    const first = claim([clusterArn, namespace, serviceAccount], true);
    if (first === undefined) return [];
    const cluster = typeof clusterArn === "string" ? ` of ${show(clusterArn)}` : "";
    const fix = `Take ServiceAccount ${show(`${namespace}/${serviceAccount}`)}${cluster} out of ${newOneOf(first.name, name)}, and give the other the grants of both`;
    const why = "each associates it with a role of its own, and a cluster has one association for it";
    return [issue("aws-pod-identity-taken", "podIdentity", `${fix}: ${why}`)];
  };
}

/** The associations of a role with ServiceAccounts, each named by what it is of, and what the role needs to become their target. */
export function createAssociations(
  parent: pulumi.Resource,
  name: string,
  podIdentity: AwsPodIdentityArgs,
  subjects: readonly Subject[],
  role: { arn: pulumi.Output<string>; name: pulumi.Output<string> },
  claim: ReturnType<typeof associationClaims>,
): void {
  const { targetRoleArn, sessionPolicy, disableSessionTags = false } = podIdentity;
  provedOnAnswer(name, parent, pulumi.output(targetRoleArn), (arn) =>
    ifKnown(arn, "podIdentity.targetRoleArn", checkRoleArn),
  );
  provedOnAnswer(name, parent, pulumi.output(sessionPolicy), (policy) =>
    ifKnown(policy, "podIdentity.sessionPolicy", checkSessionPolicy),
  );
  const needed: pulumi.Resource[] = [];
  if (targetRoleArn !== undefined) {
    const policy = pulumi
      .output(targetRoleArn)
      .apply((arn) => JSON.stringify(targetRolePolicy(arn, disableSessionTags)));
    const args = { role: role.name, name: TARGET_ROLE_POLICY, policy };
    needed.push(new (awsIam().RolePolicy)(`${name}-${TARGET_ROLE_POLICY}`, args, { parent }));
  }
  if (podIdentity.managedByAddon === true) return;
  const names = subjects.map(({ namespace, serviceAccount, key }) => {
    const keyless = `${name}-association-${namespace}.${serviceAccount}`;
    return { name: key === undefined ? keyless : `${keyless}-${key}`, before: [keyless] };
  });
  const former = takeOver(names);
  for (const [index, subject] of subjects.entries()) {
    createAssociation(names[index]!.name, podIdentity, subject, role.arn, claim, {
      parent,
      dependsOn: needed,
      aliases: former[index]!.map((each) => ({ name: each })),
    });
  }
}

function createAssociation(
  name: string,
  { targetRoleArn, disableSessionTags, sessionPolicy, tags }: AwsPodIdentityArgs,
  subject: Subject,
  roleArn: pulumi.Output<string>,
  claim: ReturnType<typeof associationClaims>,
  opts: pulumi.CustomResourceOptions,
): void {
  const { namespace, serviceAccount } = subject;
  const cluster = settled(subject.clusterArn);
  const place = cluster.output.apply(clusterPlace);
  const wanted = {
    clusterName: place.name,
    region: place.region,
    namespace,
    serviceAccount,
    roleArn,
    ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
    ...(disableSessionTags === undefined ? {} : { disableSessionTags }),
    ...(sessionPolicy === undefined ? {} : { policy: sessionPolicy }),
  };
  const intended = settled(wanted) as unknown as Settled<Record<string, unknown>>;
  const check = claimedLater(cluster.output, (arn) => [
    ...checkClusterArn(arn, "podIdentity.clusterArn"),
    ...claim(subject, arn),
  ]);
  new (awsEks().PodIdentityAssociation)(
    name,
    {
      ...wanted,
      clusterName: provedUnderMocks(place.name, check),
      ...(tags === undefined ? {} : { tags }),
    },
    {
      ...opts,
      hooks: proofHooks(`association ${name}`, PROPERTIES, (inputs) => {
        const known = intended.value();
        if (known === undefined) return undefined;
        // Who gets the role, and how much of it, is not for a transform to say.
        const unset = Object.fromEntries(PROPERTIES.map((property) => [property, known[property]]));
        return [...check(), ...checkUnchanged(inputs, unset)];
      }),
    },
  );
}

const PROPERTIES = [
  "clusterName",
  "region",
  "namespace",
  "serviceAccount",
  "roleArn",
  "targetRoleArn",
  "disableSessionTags",
  "policy",
];
