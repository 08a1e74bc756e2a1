import type * as pulumi from "@pulumi/pulumi";
import type { AlicloudWorkloadArgs } from "../clouds/alicloud/args";
import type { AwsWorkloadArgs } from "../clouds/aws/args";
import type { AzureWorkloadArgs } from "../clouds/azure/args";
import type { GcpWorkloadArgs } from "../clouds/gcp/args";
import type { HuaweiWorkloadArgs } from "../clouds/huawei/args";
import type { ClusterIssuer, IssuerRegistrations } from "../cluster-federation/args";
import type { SubjectKubernetesArgs, WorkloadKubernetesArgs, WorkloadTokenArgs } from "../kubernetes/args";
import type { PodTemplateOptions } from "../kubernetes/bound-wiring";

/** One more ServiceAccount that becomes the same identities. */
export interface WorkloadSubject {
  /** The issuer of its cluster; needed where a cloud asked for needs one. */
  issuer?: pulumi.Input<ClusterIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /** Names the issuer's registration where several issuers are registered here and the URL is an output. A hash of the URL by default. */
  key?: string;
  /** Name of its credential on Azure; made of namespace, name and `key` by default. That of the workload itself is `azure.credentialName`. */
  credentialName?: string;
  /**
   * Namespaces of its cluster that are trusted as a whole, on purpose: every ServiceAccount in them becomes the same identities, today's and
   * tomorrow's, and so does everybody who may make one there. Not on Azure, nor on
   * Huawei Cloud without `trust-agency`. None by default.
   */
  wholeNamespaces?: string[];
  /**
   * Beginnings of namespaces' names, for example `team-`: every namespace of its cluster that begins so is trusted as a whole, as `wholeNamespaces` are.
   * Neither on Azure nor on Google Cloud, nor on Huawei Cloud without `trust-agency`. None by default.
   */
  namespacePrefixes?: string[];
  /**
   * Its object, in the workload's own cluster. By default it is written elsewhere, with the annotations of its entry in `subjectWirings`: for
   * another cluster by the program, with that cluster's provider.
   */
  kubernetes?: SubjectKubernetesArgs;
}

/** How a workload's wiring enters a pod. */
export interface WorkloadPodOptions extends PodTemplateOptions {
  /**
   * Whose pods they are: one of `subjects`, as it stands there. By default the subject whose ServiceAccount the template names, or the
   * workload's own; needed where that is not one alone, as between a blue and a green cluster.
   */
  subject?: WorkloadSubject;
}

/** A workload: its ServiceAccount, the issuer of its cluster, and what it gets on each cloud. */
export interface FederatedWorkloadArgs {
  /**
   * The cluster's issuer: a literal is registered in the clouds that it has no entry of; an output is never registered. Needed by every
   * cloud asked for; none by default.
   */
  issuer?: pulumi.Input<ClusterIssuer>;
  /** Namespace of the workload; plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Name of the workload's ServiceAccount; plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /** A short plain name of the cluster, kept when it is built anew; tells clusters apart whose issuers are outputs. None by default. */
  key?: string;
  /**
   * Namespaces of its cluster that are trusted as a whole, on purpose: every ServiceAccount in them becomes the same identities, today's and
   * tomorrow's, and so does everybody who may make one there. Not on Azure, nor on
   * Huawei Cloud without `trust-agency`. None by default.
   */
  wholeNamespaces?: string[];
  /**
   * Beginnings of namespaces' names, for example `team-`: every namespace of its cluster that begins so is trusted as a whole, as `wholeNamespaces` are.
   * Neither on Azure nor on Google Cloud, nor on Huawei Cloud without `trust-agency`. None by default.
   */
  namespacePrefixes?: string[];
  /** More ServiceAccounts that become the same identities, for example of the next cluster in a blue/green change. None by default. */
  subjects?: WorkloadSubject[];
  /** The ServiceAccount object and its namespace. */
  kubernetes?: WorkloadKubernetesArgs;
  /** Tokens for other audiences, projected beside those of the clouds. None by default. */
  tokens?: WorkloadTokenArgs[];
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
  /** How the issuer is registered where it is not yet. With the defaults of each cloud asked for by default. */
  registrations?: IssuerRegistrations;
  /** An IAM role. None by default. */
  aws?: AwsWorkloadArgs;
  /** A managed identity. None by default. */
  azure?: AzureWorkloadArgs;
  /** A principal or service account of Google Cloud. None by default. */
  gcp?: GcpWorkloadArgs;
  /** A RAM role. None by default. */
  alicloud?: AlicloudWorkloadArgs;
  /** A user group or trust agency of Huawei Cloud. None by default. */
  huawei?: HuaweiWorkloadArgs;
}

/** What a pod of the workload carries, for programs that write pod templates themselves. */
export interface WorkloadWiring {
  /** The namespace of the ServiceAccount. */
  namespace: string;
  /** The ServiceAccount that the pod runs as. */
  serviceAccountName: string;
  /** Annotations of the ServiceAccount. */
  serviceAccountAnnotations: Record<string, string>;
  /** Labels of the pod. */
  podLabels: Record<string, string>;
  /** Annotations of the pod: what a webhook reads there, and the files of pods that mount no ConfigMap. */
  podAnnotations: Record<string, string>;
  /** Labels of the nodes that can give the pod its identity; empty where every node can. */
  nodeSelector: Record<string, string>;
  /** Environment variables of every container. */
  env: Record<string, string>;
  /** The variables of `env` as a container lists them, by their names. */
  containerEnv: WiringVariable[];
  /** The volumes of the pod as its spec lists them: one, or none where no file is projected. */
  volumes: WiringVolume[];
  /** The mounts of every container as it lists them; none where no file is projected. */
  volumeMounts: WiringVolumeMount[];
  /** The projected volume as JSON; empty where no file is projected. */
  volume: string;
  /** Where the pod mounts tokens and files. */
  mountPath: string;
}

/** An environment variable as a container of Kubernetes has it. */
export interface WiringVariable {
  /** The variable. */
  name: string;
  /** Its value. */
  value: string;
}

/** The mount of a volume as a container of Kubernetes has it. */
export interface WiringVolumeMount {
  /** The name of the volume. */
  name: string;
  /** The folder that it is seen at. */
  mountPath: string;
  /** Always true: nothing is written there. */
  readOnly: boolean;
}

/** A volume as the spec of a pod has it. */
export interface WiringVolume {
  /** The name that mounts refer to. */
  name: string;
  /** What the volume is made of. */
  projected: WiringProjection;
}

/** What a projected volume is made of. */
export interface WiringProjection {
  /** Each with one of its fields. */
  sources: WiringSource[];
}

/** One part of a projected volume. */
export interface WiringSource {
  /** A token of the pod's ServiceAccount. */
  serviceAccountToken?: WiringToken;
  /** Files of a ConfigMap. */
  configMap?: WiringConfigMap;
  /** Files that the pod's annotations hold. */
  downwardAPI?: WiringDownwardApi;
}

/** A token of the pod's ServiceAccount. */
export interface WiringToken {
  /** Whom it is for. */
  audience: string;
  /** Seconds that it is valid; the kubelet renews it in time. */
  expirationSeconds: number;
  /** Its file, below the mount. */
  path: string;
}

/** Files of a ConfigMap. */
export interface WiringConfigMap {
  /** The name of the ConfigMap. */
  name: string;
  /** The files. */
  items: WiringConfigMapItem[];
}

/** A file of a ConfigMap. */
export interface WiringConfigMapItem {
  /** Its key. */
  key: string;
  /** Its file, below the mount. */
  path: string;
}

/** Files that the pod's annotations hold. */
export interface WiringDownwardApi {
  /** The files. */
  items: WiringDownwardApiItem[];
}

/** A file that an annotation holds. */
export interface WiringDownwardApiItem {
  /** Its file, below the mount. */
  path: string;
  /** Where it comes from. */
  fieldRef: WiringFieldReference;
}

/** A field of the pod. */
export interface WiringFieldReference {
  /** Its path, such as `metadata.annotations['workload-identity/gcp.json']`. */
  fieldPath: string;
}
