import * as pulumi from "@pulumi/pulumi";
import type { AdoptedObject } from "../../core/adopted-object";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { ifKnown } from "../../core/known";
import { shortHash } from "../../core/short-hash";
import { show } from "../../core/show";
import { checkIssuerPlace, issuerIn, nameIn } from "../../issuer/place";
import type { HostedIssuer, IssuerBucket, IssuerHost } from "../issuer-host";
import type { AzureBlobIssuerHostArgs, AzureStaticWebsiteIssuerHostArgs } from "./args";
import { AzureBlobContentResource } from "./dynamic-provider";
import { checkAzureTags } from "./limits";
import { azureStorage } from "./sdk";
import { readAzureBlobIssuerHostArgs, readAzureStaticWebsiteIssuerHostArgs } from "./shape";

const checkAccountName = checkForm(
  "azure-account-name-invalid",
  "storage account name",
  /^[a-z0-9]{3,24}$/,
  "3 to 24 of a-z 0-9",
);
const checkContainerName = checkForm(
  "azure-container-name-invalid",
  "container name",
  /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  '3 to 63 of a-z 0-9 "-"',
);

const DEFAULT_CONTAINER = "oidc";

/** A container that everybody reads from. */
export const azureBlobIssuerHost: IssuerHost<AzureBlobIssuerHostArgs> = {
  read: readAzureBlobIssuerHostArgs,
  loadSdk: azureStorage,
  check: (args) => [
    ...checkHost(args),
    ...(args.containerName === undefined ? [] : checkContainerName(args.containerName, "containerName")),
  ],
  adoption: {
    // What Azure filled in is said nowhere here, and would be taken away. What the blobs hold is a resource of its own.
    ignoreChanges: ["*"],
    check: checkAdopted,
  },
  create(name, args, parent) {
    if (args.existingBucket !== undefined) return hostedIn(parent, args, args.existingBucket);
    const { BlobContainer, PublicAccess } = azureStorage();
    const { resourceGroupName, containerName = DEFAULT_CONTAINER } = args;
    // Accounts forbid public containers by default.
    const account = createAccount(name, args, true, parent);
    const container = new BlobContainer(
      `${name}-container`,
      { resourceGroupName, accountName: account.name, containerName, publicAccess: PublicAccess.Blob },
      { parent },
    );
    // The host is another one in other clouds of Azure.
    const url = account.primaryEndpoints.blob.apply((endpoint) => `${endpoint}${containerName}`);
    return { ...hosted(parent, args, account.name, container.name, url), bucket: bucketOutput(container.name, url) };
  },
};

/** The website of an account, which needs no public container. */
export const azureStaticWebsiteIssuerHost: IssuerHost<AzureStaticWebsiteIssuerHostArgs> = {
  read: readAzureStaticWebsiteIssuerHostArgs,
  loadSdk: azureStorage,
  check: checkHost,
  create(name, args, parent) {
    if (args.existingBucket !== undefined) return hostedIn(parent, args, args.existingBucket);
    const { StorageAccountStaticWebsite } = azureStorage();
    const account = createAccount(name, args, false, parent);
    const website = new StorageAccountStaticWebsite(
      `${name}-website`,
      { resourceGroupName: args.resourceGroupName, accountName: account.name },
      { parent },
    );
    const url = account.primaryEndpoints.web.apply((endpoint) => endpoint.replace(/\/$/, ""));
    const { containerName } = website;
    return { ...hosted(parent, args, account.name, containerName, url), bucket: bucketOutput(containerName, url) };
  },
};

function bucketOutput(name: pulumi.Output<string>, url: pulumi.Output<string>): pulumi.Output<IssuerBucket> {
  return pulumi.all([name, url]).apply(([known, at]) => ({ name: known, url: at }));
}

/** The host of what is in an account begins with its name, in every cloud of Azure, and in one of its DNS zones too. */
const ACCOUNT_HOST = /^https:\/\/([a-z0-9]{3,24})\.(z\d+\.)?(blob|web)\./;

function hostedIn(
  parent: pulumi.Resource,
  args: AzureStaticWebsiteIssuerHostArgs,
  existing: pulumi.Input<IssuerBucket>,
): HostedIssuer {
  const { name, url } = pulumi.output(existing);
  const accountName = url.apply((known) => ACCOUNT_HOST.exec(known)?.[1] ?? "");
  return hosted(parent, args, accountName, name, url);
}

function checkHost(args: AzureStaticWebsiteIssuerHostArgs): Issue[] {
  const { accountName, tags } = args;
  return [
    ...(accountName === undefined ? [] : checkAccountName(accountName, "accountName")),
    ...checkIssuerPlace<AzureBlobIssuerHostArgs>(args, ["accountName", "containerName", "location", "tags"]),
    ...ifKnown(args.existingBucket, "existingBucket", (bucket) =>
      ifKnown((bucket as IssuerBucket).url, "existingBucket.url", checkAccountHost),
    ),
    ...checkAzureTags(tags),
  ];
}

/** Of a domain of one's own nobody can say which account is written to. */
function checkAccountHost(url: unknown, path: string): Issue[] {
  if (ACCOUNT_HOST.test(String(url))) return [];
  const expected = 'expected the host of its account, such as "https://issuers.blob.core.windows.net/oidc"';
  return [issue("azure-bucket-account-unknown", path, `Cannot write documents to ${show(url)}: ${expected}`)];
}

/** What stays as it is has its own names, whatever the program says, and the URL of the issuer is made of those of the program. */
function checkAdopted(
  { accountName, containerName = DEFAULT_CONTAINER, existingBucket, path }: AzureBlobIssuerHostArgs,
  objects: readonly AdoptedObject[],
): Issue[] {
  const ids = objects.map(({ id }): Record<string, string | undefined> => STORED.exec(id)?.groups ?? {});
  const said = { ...(existingBucket === undefined ? { account: accountName, container: containerName } : {}) };
  const wrong = Object.entries(said).flatMap(([word, name]) => {
    const adopted = ids.map((each) => each[word]).find((each) => each !== undefined && each !== name);
    const argument = `${word}Name`;
    if (adopted === undefined) return [];
    const message = `Cannot adopt ${show(adopted)} as ${show(name)}: write ${argument}: ${JSON.stringify(adopted)}`;
    return [issue("azure-adopted-elsewhere", argument, message)];
  });
  const isBelow = path === undefined || !ids.some(({ blob }) => blob !== undefined && !blob.startsWith(`${path}/`));
  if (isBelow) return wrong;
  const message = `Cannot adopt documents of an issuer without ${show(path)} in its URL: leave path out`;
  return [...wrong, issue("azure-adopted-elsewhere", "path", message)];
}

/** What the id of an account, a container or a blob names. */
const STORED =
  /\/storageAccounts\/(?<account>[^/]+)(?:\/blobServices\/default\/containers\/(?<container>[^/]+)(?:\/blobs\/(?<blob>.+))?)?$/i;

function createAccount(
  name: string,
  { accountName, location, resourceGroupName, tags }: AzureStaticWebsiteIssuerHostArgs,
  allowBlobPublicAccess: boolean,
  parent: pulumi.Resource,
) {
  const { Kind, MinimumTlsVersion, SkuName, StorageAccount } = azureStorage();
  return new StorageAccount(
    accountWord(name),
    {
      resourceGroupName,
      kind: Kind.StorageV2,
      sku: { name: SkuName.Standard_LRS },
      allowBlobPublicAccess,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: MinimumTlsVersion.TLS1_2,
      ...(accountName === undefined ? {} : { accountName }),
      ...(location === undefined ? {} : { location }),
      ...(tags === undefined ? {} : { tags }),
    },
    { parent },
  );
}

/** A logical name that the provider can make an account's name of: letters and digits, with room for the eight that it appends. */
function accountWord(name: string): string {
  return `${name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 8)}${shortHash(name)}`;
}

function hosted(
  parent: pulumi.Resource,
  { path, resourceGroupName }: AzureStaticWebsiteIssuerHostArgs,
  accountName: pulumi.Output<string>,
  containerName: pulumi.Output<string>,
  bucketUrl: pulumi.Output<string>,
): HostedIssuer {
  const { Blob, BlobType } = azureStorage();
  return {
    url: bucketUrl.apply((url) => issuerIn(url, path)),
    publish(name, { path: documentPath, content, contentType, cacheControl }, opts) {
      const blob = new Blob(
        name,
        {
          resourceGroupName,
          accountName,
          containerName,
          blobName: nameIn(path, documentPath),
          type: BlobType.Block,
          contentType,
          source: pulumi.output(content).apply((text) => new pulumi.asset.StringAsset(text)),
        },
        /*
         * The provider would make a blob anew for other content, and nobody could read it meanwhile (azure-native 3). So it makes the
         * blob with the first content, and what the blob holds is written over below. A blob goes before its successor of that name.
         * Setting one header alone, it would take the others away.
         */
        pulumi.mergeOptions(
          { parent, deleteBeforeReplace: true, ignoreChanges: ["source", "contentMd5", "contentType", "accessTier"] },
          opts,
        ),
      );
      return new AzureBlobContentResource(
        name,
        { blobId: blob.id, url: blob.url, content, contentType, cacheControl },
        pulumi.mergeOptions({ parent }, opts),
      );
    },
  };
}
