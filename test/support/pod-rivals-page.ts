import { alicloudProjectedWiring, alicloudWebhookWiring } from "../../src/clouds/alicloud/wiring";
import { awsPodIdentityWiring, awsProjectedWiring, awsWebhookWiring } from "../../src/clouds/aws/wiring";
import { azureBindingWiring, azureProjectedWiring, azureWebhookWiring } from "../../src/clouds/azure/wiring";
import { gcpGkeWiring, gcpProjectedWiring, gcpWebhookWiring } from "../../src/clouds/gcp/wiring";
import { huaweiIdentityProviderWiring, huaweiTrustAgencyWiring } from "../../src/clouds/huawei/wiring";
import { clouds } from "../../src/clouds/registry";
import type { RivalPlace } from "../../src/core/rival";
import type { Wiring } from "../../src/core/wiring";

const aws = { roleArn: "role", audience: "aws", region: "region", roleSessionName: "session" };
const azure = { clientId: "client", tenantId: "tenant", audience: "azure" };
const gcp = { audience: "gcp", credentialConfiguration: "{}", project: "project", gcloud: true };
const gcpWebhook = { provider: "provider", serviceAccountEmail: "email", audience: "gcp" };
const alicloud = {
  ...{ roleArn: "role", roleName: "role", oidcProviderArn: "provider", audience: "alicloud", roleSessionName: "s" },
  ...{ stsRegion: "region", stsVpcEndpoint: true, stsEndpoint: "host" },
};
const place = { clientId: "client", projectId: "id", projectName: "name", domainId: "domain" };
const agency = { oidcProviderUrn: "provider", agencyUrn: "agency", sessionName: "session", stsEndpoint: "host" };

/** The wiring of every form that pods can have, with every setting, by cloud. */
export const FORMS: Record<string, Record<string, Wiring>> = {
  aws: {
    "`projected`": awsProjectedWiring(aws),
    "`webhook`": awsWebhookWiring(aws),
    "`podIdentity`": awsPodIdentityWiring(),
  },
  azure: {
    "`projected`": azureProjectedWiring(azure),
    "`webhook`": azureWebhookWiring(azure),
    "`webhook` with `identityBinding`": azureBindingWiring(azure),
  },
  gcp: {
    GKE: gcpGkeWiring({}),
    "`projected`": gcpProjectedWiring({ ...gcp, gcloud: false }),
    "`projected` with `gcloud`": gcpProjectedWiring(gcp),
    "`webhook`": gcpWebhookWiring(gcpWebhook),
  },
  alicloud: { "`projected`": alicloudProjectedWiring(alicloud), "`webhook`": alicloudWebhookWiring(alicloud) },
  huawei: {
    "a user group": huaweiIdentityProviderWiring({ ...place, identityProviderId: "provider", iamEndpoint: "host" }),
    "a trust agency": huaweiTrustAgencyWiring({ ...place, ...agency }),
  },
};

/** What stands for values that each workload has of its own. */
const ITS_OWN = Object.values({ ...aws, ...azure, ...alicloud }).map(String);

const PLACES: Record<RivalPlace, string> = {
  env: "variable",
  arguments: "option of a command line",
  mounts: "folder of a home",
  labels: "label",
  annotations: "annotation",
  nodeSelector: "node selector",
  spec: "field of the spec",
};

/** `docs/pod-rivals.md`, written out of the wirings. */
export function podRivalsPage(): string {
  const sections = clouds.flatMap(({ name, title }) => {
    const forms = FORMS[name];
    if (forms === undefined) return [];
    return [`## ${title}`, ...[beating(forms), settings(forms), wired(forms)].filter((part) => part !== "")];
  });
  return `${[INTRO, ...sections].join("\n\n")}\n`;
}

/** The rows of a table: what is said of the same forms for the same reason stands together. */
function rows(entries: readonly { form: string; name: string; cells: string[] }[], all: readonly string[]): string[] {
  const grouped = new Map<string, { names: Set<string>; forms: Set<string>; cells: string[] }>();
  const formsOf = (name: string, cells: string[]) =>
    entries.filter((each) => each.name === name && `${each.cells}` === `${cells}`).map(({ form }) => form);
  for (const { name, cells } of entries) {
    const forms = formsOf(name, cells);
    const key = JSON.stringify([forms, cells]);
    const row = grouped.get(key) ?? { names: new Set(), forms: new Set(forms), cells };
    row.names.add(`\`${name}\``);
    grouped.set(key, row);
  }
  return [...grouped.values()].map(({ names, forms, cells }) => {
    const where = forms.size === all.length ? "every wiring" : [...forms].join(", ");
    return `| ${[[...names].join(", "), ...cells, where].join(" | ")} |`;
  });
}

function beating(forms: Record<string, Wiring>): string {
  const entries = Object.entries(forms).flatMap(([form, { rivals }]) =>
    rivals.map(({ place: at, name, why, unless = [], only, beside }) => {
      const harmless = unless.filter((value) => !ITS_OWN.includes(value) && !value.startsWith("/"));
      const but = harmless.length === 0 ? "" : `, unless it is ${harmless.map((value) => `\`${value}\``).join(" or ")}`;
      const alone = only === undefined ? "" : `, where it is \`${only.join("` or `")}\``;
      const where = beside === undefined ? "" : `, beside annotation \`${beside}\``;
      return { form, name, cells: [`${PLACES[at]}${alone}${where}`, `${why}${but}`] };
    }),
  );
  return [
    "| name | what it is | what comes of it | with |",
    "|---|---|---|---|",
    ...rows(entries, Object.keys(forms)),
  ].join("\n");
}

function settings(forms: Record<string, Wiring>): string {
  const entries = Object.entries(forms).flatMap(([form, { podSettings, skipContainers }]) => [
    ...podSettings.map(({ annotation, expected, otherwise }) => {
      const form_ = "min" in expected ? `${expected.min} to ${expected.max}` : expected.map((each) => `\`${each}\``);
      return { form, name: annotation, cells: [`${form_}`, `refused with anything else: ${otherwise}`] };
    }),
    ...skipContainers.flatMap(({ annotation, only }) => [
      { form, name: annotation, cells: ["names of containers", "a warning: name them in `skipContainers` instead"] },
      ...(only === undefined
        ? []
        : [
            {
              form,
              name: only,
              cells: ["names of containers", "a warning: name the others in `skipContainers` instead"],
            },
          ]),
    ]),
  ]);
  if (entries.length === 0) return "";
  const head = ["| annotation of the pod | what it says | what is told | with |", "|---|---|---|---|"];
  return [...head, ...rows(entries, Object.keys(forms))].join("\n");
}

function wired(forms: Record<string, Wiring>): string {
  const lines = Object.entries(forms).flatMap(([form, { env, defaults }]) => {
    const names = Object.keys(env).map((name) => `\`${name}\``);
    const left = defaults.flatMap((each) => each.names).map((name) => `\`${name}\``);
    const set = names.length === 0 ? "" : `sets ${names.join(", ")}`;
    const only = left.length === 0 ? "" : `${set === "" ? "" : "; "}where a container has none: ${left.join(", ")}`;
    return set + only === "" ? [] : [`- ${form} ${set}${only}`];
  });
  return lines.length === 0
    ? ""
    : ["Variables that the wiring sets, with all settings given:", "", ...lines].join("\n");
}

const INTRO = `# What beats a pod's identity

<!-- Written by \`npm run docs:pods\` out of src/clouds/*/wiring.ts. -->

\`podTemplate\` refuses a template that carries one of these, with its path, in every container and init container that is wired. Three ways out:
remove it, leave the container alone (\`skipContainers: ["proxy"]\`), or keep it on purpose by its name: \`keep: ["AWS_PROFILE"]\`. Only the rows of the clouds
that are asked for count, and only those of their wiring.

A variable that the wiring sets itself is refused where the template gives it another value, and can be kept by its name too: that container then has the
template's value, and is somebody else. Outputs and secrets in a template are looked at once they are known, and a variable from a Secret counts as
one with a value. Options are looked for in \`command\`, in \`args\` and in the values of variables such as \`JAVA_TOOL_OPTIONS\`, and variables also where a
command line sets them, as in \`sh -c "AWS_PROFILE=old exec orders"\`. What is in objects of \`envFrom\` is not seen: a warning names what must not be there, \`keep: ["envFrom"]\` takes the warning away.`;
