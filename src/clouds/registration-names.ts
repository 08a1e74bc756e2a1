import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import { show } from "../core/show";

/** What a cloud calls an issuer that is registered there, and where that belongs. */
interface RegistrationName {
  readonly form: RegExp;
  /** The entry of the issuer, as a program writes it. */
  readonly entry: (name: string) => string;
}

/** People have these at hand where the URL of the issuer is asked for: the other tools of each cloud take them. */
const REGISTRATION_NAMES: readonly RegistrationName[] = [
  { form: /^arn:[^:]*:iam::\d*:oidc-provider\/(?<url>.+)$/, entry: (name) => `aws: { oidcProviderArn: ${name} }` },
  { form: /^acs:ram::\d*:oidc-provider\//, entry: (name) => `alicloud: { oidcProviderArn: ${name} }` },
  { form: /^iam::[^:]*:oidc-?provider:/i, entry: (name) => `huawei: { clientId, oidcProviderUrn: ${name} }` },
  {
    form: /^(\/\/iam\.googleapis\.com\/)?projects\/[^/]+\/locations\/global\/workloadIdentityPools\//,
    entry: () => "gcp: { workloadIdentityPool, workloadIdentityProvider }",
  },
  { form: /^[a-z0-9.:-]+\.svc\.id\.goog$/, entry: (name) => `gcp: { gkeWorkloadPool: ${name} }` },
];

/** The fault of a registration's name in the place of the URL; nothing where it is none. */
function checkNoRegistrationName(url: unknown, path: string): Issue[] {
  if (typeof url !== "string") return [];
  for (const { form, entry } of REGISTRATION_NAMES) {
    const match = form.exec(url);
    if (match === null) continue;
    const issuer = match.groups?.url === undefined ? 'the "iss" of its tokens' : show(`https://${match.groups.url}`);
    const fix = `write { url: ${issuer}, ${entry(show(url))} }`;
    return [issue("issuer-url-scheme", path, `Cannot trust issuer ${show(url)}: it names a registration; ${fix}`)];
  }
  return [];
}

/** Faults of an issuer URL, told with what to write where a registration's name stands there; `check` has the cloud's own. */
export function checkClusterIssuerUrl(
  url: unknown,
  path: string,
  check: (url: unknown, path: string) => Issue[] = checkAnyIssuerUrl,
): Issue[] {
  const named = checkNoRegistrationName(url, path);
  return named.length > 0 ? named : check(url, path);
}
