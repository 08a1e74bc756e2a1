/** What each command says of itself: how it is called, and its options. */
const commands: Readonly<Record<string, { usage: string; options: string }>> = {
  sandbox: {
    usage: `  pulumi-workload-identity sandbox [options]
      Runs until Ctrl-C: token services and issuers of all clouds on 127.0.0.1, and the environment that Pulumi needs to deploy there.
  pulumi-workload-identity sandbox [options] -- <command>
      Runs a command whose Pulumi programs deploy onto a sandbox of its own, with an empty backend, for example:
      sandbox -- sh -c "pulumi stack init dev && pulumi up --yes"
  pulumi-workload-identity sandbox exec <namespace>/<serviceAccount> [options] -- <command>
      Runs a command as a pod of that ServiceAccount would run.
  pulumi-workload-identity sandbox token <namespace>/<serviceAccount> --audience <audience> [options]
      Prints a token of that ServiceAccount.
  pulumi-workload-identity sandbox state [options]
      Prints what is deployed.`,
    options: `Options of sandbox:
  --issuer <url>         A cluster that no deployed resource names; may be repeated.
  --deployed <file>      What another stack deployed and this program names, such as its cluster's registration: the output of \`pulumi stack export\`, with --show-secrets where it has secrets; may be repeated.
  --signing-key <file>   The private key of a cluster whose issuer the program publishes: pods' tokens are signed with it, and it stays in this process. Several may be given; the one that is published signs.
  --kubernetes <kubeconfig>  A cluster of yours instead of a simulated one: the installed Kubernetes provider deploys to it, pods are read from it, and it signs their tokens. Several files are given as in KUBECONFIG.
  --context <name>       Which context of it; the current one by default (with --kubernetes).
  --state <file>         Load what is deployed from this file, if it is there, and save it there at the end. Nothing is kept by default.
  --json                 One JSON object per line.

Options of exec, token and state:
  --url <url>            Which sandbox, where several are running.
  --issuer <url>         The cluster of the pod, where several are known (exec, token).
  --workload <name>      The Deployment or other workload to run as, where several use the ServiceAccount (exec).
  --container <name>     The container to run as; the first by default (exec).
  --env <name>           A variable of yours that the command gets too; may be repeated (exec).
  --expiration <seconds> Lifetime of the token; 3600 by default (token).
  --json                 JSON instead of text (token, state).`,
  },
  issuer: {
    usage: `  pulumi-workload-identity issuer keys <file>...
      Prints the key ids of the public keys in PEM files (also of private ones), JSON Web Keys and key sets; "-" reads the standard input.
  pulumi-workload-identity issuer keys --new <folder>
      Makes a key pair for a cluster to sign with: sa.key, which only you may read, and sa.pub.
  pulumi-workload-identity issuer documents --issuer <url> --out <folder> <file>...
      Writes the discovery document and the key set that the issuer's host has to answer with.
  pulumi-workload-identity issuer check <url> [options]
      Fetches both documents, also by HTTPS_PROXY, and says whether clouds can verify the tokens of this issuer.
  pulumi-workload-identity issuer rotate <file> [options]
      Says the next step of a rotation and from when on it is safe, from the keys in a file: a list of keys, a Pulumi program in YAML, or what pulumi stack export prints; "-" reads the standard input.`,
    options: `Options of issuer:
  --algorithm <name>     RS256, which every cloud takes, or ES256; RS256 by default (keys --new).
  --jwks-path <path>     Path of the key set below the issuer; /openid/v1/jwks by default (documents).
  --keys <file>          The keys that the cluster has, to compare: a PEM file, or what kubectl get --raw /openid/v1/jwks printed; may be repeated (check).
  --name <name>          Which ServiceAccountIssuer, where the file has several (rotate).
  --publication <sec>    Seconds for which clients may keep an old key set; 3600 by default (rotate).
  --token-lifetime <sec> Seconds for which tokens of the old key may be used; 86400 by default (rotate).
  --ca <file>            Certificate authority of a server that is not a public one (check).
  --json                 JSON instead of text; of keys the key set.`,
  },
  doctor: {
    usage: `  pulumi-workload-identity doctor <namespace>/<serviceAccount> [[<cluster>=]<file>...] [options]
      Goes the way from a ServiceAccount to credentials step by step, over the files that an audit reads, and says the first that has failed.
  pulumi-workload-identity doctor --error <file>
      Says what a vendor's refusal means and what to do; "-" reads the standard input.`,
    options: `Options of doctor:
  --kubectl              Read the cluster by your kubectl; nothing but get, and no Secrets.
  --context <name>       Which cluster of your kubeconfig (with --kubectl).
  --sandbox              Look at what is deployed in the running sandbox; --url says which.
  --cluster <name>[=<issuer>]  Which cluster, where the files have several, and the issuer of its tokens.
  --cloud <cloud>        The one cloud to look at.
  --token <file>         A token of the pod, whose claims decide; it is never printed. "-" reads the standard input.
  --error <file>         What a client printed; "-" reads the standard input.
  --check-issuer         Fetch what the issuer publishes.
  --json                 JSON instead of text.`,
  },
  openshift: {
    usage: `  pulumi-workload-identity openshift plan --name <cluster> <folder>... [options]
      Prints the identities that a cluster gets for the CredentialsRequests of a release, and what is wide, cut or skipped.
  pulumi-workload-identity openshift diff <old folder> <new folder> [options]
      Prints what a release asks for beyond another one; exits with 3 where it asks for more.
  pulumi-workload-identity openshift files <folder> [--outputs <file>] [--private-key <file>]
      Writes the installer's files: pulumi stack output --json | pulumi-workload-identity openshift files install
  pulumi-workload-identity openshift check [<file>...] [options]
      Says whether a cluster does without stored keys, from what oc get -o json printed, and whether an install-config.yaml asks for it.
  pulumi-workload-identity openshift adopt --name <cluster> --issuer <url> --inventory <file> <folder>... [options]
      Prints what ccoctl made for a cluster, and what a program that takes it over will change first.`,
    options: `Options of openshift:
  --name <cluster>       The beginning of every name: ccoctl's --name (plan, adopt).
  --cloud <cloud>        The cloud of the cluster, where the folder has requests for several (plan, diff, adopt).
  --feature-gate <name>  A feature gate that is on in the cluster; may be repeated (plan, diff, adopt). Requests behind others are skipped; diff compares those of every feature where neither this nor --feature-set is given.
  --feature-set <name>   The cluster's feature set; Default by default (plan, diff, adopt).
  --naming <naming>      unique, or ccoctl for exactly its names; unique by default (plan).
  --narrow <file>        A YAML list of narrowings: what is granted in place of what is asked for (plan, adopt).
  --subfolders           Read the folders below too.
  --outputs <file>       What pulumi stack output --json printed; the standard input by default (files).
  --private-key <file>   The key that the cluster shall sign with; it is copied to where the installer looks for it (files).
  --install-config <file>  An install-config.yaml to check; may stand alone (check).
  --expected <file>      The installConfig output of the component, which the install-config.yaml has to fit (check).
  --requests <folder>    The CredentialsRequests of the cluster; those among the objects by default; may be repeated (check).
  --issuer <url>         The issuer that the identities trust (check), or trust today (adopt).
  --inventory <file>     What the vendor's command line listed; may be repeated. Without it adopt says which commands (adopt).
  --markdown             Markdown instead of text, for a review (diff).
  --json                 JSON instead of text.`,
  },
  audit: {
    usage: `  pulumi-workload-identity audit [<cluster>=]<file>... [options]
      Says who can become whom, and what is wrong: from states and plans of Pulumi, Terraform and OpenTofu, from what the vendors' command lines print, and from Kubernetes objects; "-" reads the standard input.`,
    options: `Options of audit:
  --cluster <name>=<url> The issuer of a cluster, where no file says it; may be repeated.
  --format <format>      text, json, sarif, markdown, dot, mermaid or html; text by default.
  --json                 The same as --format json.
  --fail-on <severity>   Exit with 3 where a finding is critical, high, medium or low, or more severe, and with 1 where a file is not readable.
  --baseline <file>      Findings that are known and accepted: a list of { id, reason, expires }.`,
  },
};

const rest = `  pulumi-workload-identity <command> --help
      Says this of one command alone.
  pulumi-workload-identity --version`;

/** How the command line is used: one of its commands, or all of it. */
export function helpOf(command?: string): string {
  const told = command === undefined ? Object.values(commands) : [commands[command]!];
  const usages = [...told.map(({ usage }) => usage), ...(command === undefined ? [rest] : [])];
  return `Usage:\n${usages.join("\n")}\n\n${told.map(({ options }) => options).join("\n\n")}\n`;
}
