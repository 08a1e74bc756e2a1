import { DIGITS, madeUpId } from "../../simulated/made-up-id";
import type { SimulatedAccount, SimulatedResource } from "../../simulation";

/** The project that simulated resources live in. */
const GCP_SIMULATED_PROJECT = "example-project";
/** Its number, which pools are named by. */
const GCP_SIMULATED_PROJECT_NUMBER = "123456789012";

/** What Google Cloud returns for the resources that this library creates, and for the cluster whose issuer programs read. */
export const gcpResources: Record<string, SimulatedResource> = {
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": ({ inputs }, account) => {
    const path = `locations/global/workloadIdentityPools/${inputs.workloadIdentityPoolId}`;
    const project = gcpProjectOf(inputs, account);
    return {
      id: `projects/${project}/${path}`,
      state: { mode: "FEDERATION_ONLY", state: "ACTIVE", ...inputs, project, name: numbered(project, path) },
    };
  },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": ({ inputs }, account) => {
    const { workloadIdentityPoolId: pool, workloadIdentityPoolProviderId: provider } = inputs;
    const path = `locations/global/workloadIdentityPools/${pool}/providers/${provider}`;
    const project = gcpProjectOf(inputs, account);
    return {
      id: `projects/${project}/${path}`,
      state: { state: "ACTIVE", ...inputs, project, name: numbered(project, path) },
    };
  },
  "gcp:serviceaccount/account:Account": ({ name, inputs }, account) => {
    const accountId = String(inputs.accountId ?? `${name}-${account.suffix(name)}`);
    const project = gcpProjectOf(inputs, account);
    // The project of a domain, "example.com:shop", stands the other way round in emails.
    const email = `${accountId}@${project.split(":").reverse().join(".")}.iam.gserviceaccount.com`;
    const resourceName = `projects/${project}/serviceAccounts/${email}`;
    return {
      id: resourceName,
      state: {
        disabled: false,
        ...inputs,
        accountId,
        project,
        email,
        member: `serviceAccount:${email}`,
        name: resourceName,
        uniqueId: `1${madeUpId(email, DIGITS, 20)}`,
      },
    };
  },
  "gcp:projects/iAMCustomRole:IAMCustomRole": ({ inputs }, account) => {
    const project = gcpProjectOf(inputs, account);
    const name = `projects/${project}/roles/${inputs.roleId}`;
    return { id: name, state: { stage: "GA", ...inputs, project, name, deleted: false } };
  },
  ...grantsOn("serviceaccount", "serviceAccountId"),
  ...grantsOn("projects", "project"),
  ...grantsOn("folder", "folder"),
  ...grantsOn("organizations", "orgId"),
  "gcp:storage/bucket:Bucket": ({ name, inputs }, account) => {
    const bucketName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    return { id: bucketName, state: { ...inputs, name: bucketName, url: `gs://${bucketName}` } };
  },
  "gcp:storage/bucketObject:BucketObject": ({ name, inputs }) => {
    const objectName = String(inputs.name ?? name);
    return { id: `${inputs.bucket}-${objectName}`, state: { ...inputs, name: objectName } };
  },
  "gcp:storage/bucketIAMMember:BucketIAMMember": membership("bucket"),
  "gcp:secretmanager/secretIamMember:SecretIamMember": membership("secretId"),
  "gcp:pubsub/topicIAMMember:TopicIAMMember": membership("topic"),
  "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": membership("subscription"),
  "gcp:kms/keyRingIAMMember:KeyRingIAMMember": membership("keyRingId"),
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": membership("cryptoKeyId"),
  "gcp:bigquery/datasetIamMember:DatasetIamMember": membership("datasetId"),
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": membership("repository"),
  "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": membership("name"),
  "gcp:organizations/project:Project": ({ name, inputs }, account) => {
    const projectId = String(inputs.projectId ?? `${name}-${account.suffix(name)}`);
    return {
      id: `projects/${projectId}`,
      state: { ...inputs, projectId, number: gcpSimulatedProjectNumber(projectId) },
    };
  },
  "gcp:organizations/folder:Folder": ({ name, inputs }) => {
    const folderId = `5${madeUpId(`${inputs.parent} ${inputs.displayName ?? name}`, DIGITS, 11)}`;
    return { id: `folders/${folderId}`, state: { ...inputs, folderId, name: `folders/${folderId}` } };
  },
  "gcp:gkehub/membership:Membership": ({ inputs }, account) => {
    const { membershipId, location = "global" } = inputs;
    const project = gcpProjectOf(inputs, account);
    const id = `projects/${project}/locations/${location}/memberships/${membershipId}`;
    return { id, state: { ...inputs, location, project, name: id } };
  },
  "gcp:container/attachedCluster:AttachedCluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const project = gcpProjectOf(inputs, account);
    const { project: host = "" } = (inputs.fleet ?? {}) as { project?: string };
    const { issuerUrl } = (inputs.oidcConfig ?? {}) as { issuerUrl?: string };
    // A fleet is given by the number of its project, made up or real, and a number does not say of which: it is taken for the cluster's own.
    const fleetProject = /^projects\/\d+$/.test(host) ? project : host.replace("projects/", "");
    const member = `projects/${fleetProject}/locations/global/memberships/${clusterName}`;
    return {
      id: `projects/${project}/locations/${inputs.location}/attachedClusters/${clusterName}`,
      state: {
        ...inputs,
        name: clusterName,
        project,
        workloadIdentityConfigs: [
          {
            identityProvider: `https://gkehub.googleapis.com/${member}`,
            issuerUri: issuerUrl,
            workloadPool: `${fleetProject}.svc.id.goog`,
          },
        ],
      },
    };
  },
  "gcp:container/cluster:Cluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const location = String(inputs.location ?? account.settings?.region ?? "europe-west1");
    const project = gcpProjectOf(inputs, account);
    return {
      id: `projects/${project}/locations/${location}/clusters/${clusterName}`,
      state: {
        ...inputs,
        location,
        project,
        name: clusterName,
        endpoint: "192.0.2.1",
        masterAuth: { clusterCaCertificate: "Y2VydGlmaWNhdGU=" },
      },
    };
  },
};

export function gcpProjectOf(inputs: Record<string, unknown>, { settings }: SimulatedAccount): string {
  return String(inputs.project ?? settings?.project ?? GCP_SIMULATED_PROJECT);
}

/** The number of a project; every project has its own. */
export function gcpSimulatedProjectNumber(project: string): string {
  return project === GCP_SIMULATED_PROJECT ? GCP_SIMULATED_PROJECT_NUMBER : `4${madeUpId(project, DIGITS, 11)}`;
}

function numbered(project: string, path: string): string {
  return `projects/${gcpSimulatedProjectNumber(project)}/${path}`;
}

/** One member, one role with all its members, and a whole policy. */
function grantsOn(module: string, target: string): Record<string, SimulatedResource> {
  return {
    [`gcp:${module}/iAMMember:IAMMember`]: membership(target),
    [`gcp:${module}/iAMBinding:IAMBinding`]: membership(target),
    [`gcp:${module}/iAMPolicy:IAMPolicy`]: membership(target),
  };
}

function membership(target: string): SimulatedResource {
  return ({ inputs }) => {
    const { title, expression } = (inputs.condition ?? {}) as { title?: string; expression?: string };
    // The vendor's ids end with the title; bindings of one title and two expressions are two all the same.
    const parts = [inputs[target], inputs.role, inputs.member, title, expression];
    return {
      id: parts.filter((part) => part !== undefined).join("/"),
      state: { etag: "BwYExample0=", ...inputs },
    };
  };
}
