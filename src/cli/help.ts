export const help = `Usage:
  pulumi-workload-identity sandbox [options]
      Runs until Ctrl-C: token services and issuers of all clouds on 127.0.0.1, and the environment that Pulumi needs to deploy there.
  pulumi-workload-identity sandbox [options] -- <command>
      Runs a command whose Pulumi programs deploy onto a sandbox of its own, with an empty backend, for example:
      sandbox -- sh -c "pulumi stack init dev && pulumi up --yes"
  pulumi-workload-identity sandbox exec <namespace>/<serviceAccount> [options] -- <command>
      Runs a command as a pod of that ServiceAccount would run.
  pulumi-workload-identity sandbox token <namespace>/<serviceAccount> --audience <audience> [options]
      Prints a token of that ServiceAccount.
  pulumi-workload-identity sandbox state [options]
      Prints what is deployed.
  pulumi-workload-identity --version

Options of sandbox:
  --issuer <url>         A cluster that no deployed resource names; may be repeated.
  --deployed <file>      What another stack deployed and this program names, such as its cluster's registration: the output of
                         \`pulumi stack export\`, with --show-secrets where it has secrets; may be repeated.
  --state <file>         Load what is deployed from this file, if it is there, and save it there at the end. Nothing is kept by default.
  --json                 One JSON object per line.

Options of exec, token and state:
  --url <url>            Which sandbox, where several are running.
  --issuer <url>         The cluster of the pod, where several are known (exec, token).
  --workload <name>      The Deployment or other workload to run as, where several use the ServiceAccount (exec).
  --container <name>     The container to run as; the first by default (exec).
  --env <name>           A variable of yours that the command gets too; may be repeated (exec).
  --expiration <seconds> Lifetime of the token; 3600 by default (token).
  --json                 JSON instead of text (token, state).
`;
