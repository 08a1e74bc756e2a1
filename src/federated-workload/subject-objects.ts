import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import type { Wiring } from "../core/wiring";
import { createKubernetesObjects } from "../kubernetes/service-account";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";
import { allSubjects } from "./issuers";
import type { SubjectPods } from "./pods";
import { sameCluster } from "./pods";

/** Faults of the objects of further subjects: this component reaches one cluster. */
export function checkSubjectObjects([own, ...more]: readonly WorkloadSubject[]): Issue[] {
  return more.flatMap((subject, index) =>
    subject.kubernetes === undefined || own === undefined || sameCluster(own, subject)
      ? []
      : [
          issue(
            "subject-other-cluster",
            `subjects[${index}].kubernetes`,
            `Cannot make this ServiceAccount: its issuer is another than the workload's, and the objects of a component are in one cluster; write it with that cluster's provider and the annotations of subjectWirings[${index}]`,
          ),
        ],
  );
}

/** The objects of every ServiceAccount that is made here, and what the pods of each subject carry, the workload's own first. */
export function createSubjectPods(
  owner: pulumi.Resource,
  name: string,
  args: FederatedWorkloadArgs,
  wiringOf: (subject: number) => Wiring<pulumi.Input<string>>,
  mountPath: string,
): SubjectPods[] {
  const [own, ...more] = allSubjects(args) as [WorkloadSubject, ...WorkloadSubject[]];
  const wiring = wiringOf(0);
  const objects = createKubernetesObjects(owner, name, own, wiring, args.kubernetes ?? {});
  const ownPods = { subject: own, bound: { ...objects, serviceAccount: own.serviceAccount, wiring, mountPath } };
  return [
    ownPods,
    ...more.map((subject, index): SubjectPods => {
      const { namespace, serviceAccount, kubernetes } = subject;
      // A ConfigMap stands in one namespace of one cluster.
      const isNear = sameCluster(own, subject) && namespace === own.namespace;
      const { configMapName } = isNear ? objects : {};
      const other = wiringOf(index + 1);
      const place = { namespace: isNear ? objects.namespace : namespace, serviceAccount };
      const made =
        kubernetes === undefined
          ? undefined
          : // Its files are in the workload's ConfigMap or in annotations of its pods.
            createKubernetesObjects(owner, `${name}-${nameOf(subject)}`, place, { ...other, files: [] }, kubernetes);
      const files = configMapName === undefined ? {} : { configMapName };
      const serviceAccountName = made?.serviceAccountName ?? serviceAccount;
      return { subject, bound: { serviceAccountName, serviceAccount, wiring: other, ...files, mountPath } };
    }),
  ];
}

/** Names objects by their subject alone, so that taking one away is one delete; no namespace has a dot. */
function nameOf({ namespace, serviceAccount }: WorkloadSubject): string {
  return `${namespace}.${serviceAccount}`;
}
