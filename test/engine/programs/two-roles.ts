import { Role, RolePolicyAttachment } from "@pulumi/aws/iam";

/** A role, a policy attached to it and a second role after them: something to be interrupted in. */
export async function twoRoles({ policy }: { policy: string }): Promise<Record<string, unknown>> {
  const first = new Role("first", { name: "first", assumeRolePolicy: policy });
  const attachment = new RolePolicyAttachment("attachment", {
    role: first.name,
    policyArn: "arn:aws:iam::aws:policy/A",
  });
  const second = new Role("second", { name: "second", assumeRolePolicy: policy }, { dependsOn: attachment });
  return { arns: [first.arn, second.arn] };
}
