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
  pulumi-workload-identity issuer keys <file>...
      Prints the key ids of the public keys in PEM files (also of private ones), JSON Web Keys and key sets; "-" reads the standard input.
  pulumi-workload-identity issuer keys --new <folder>
      Makes a key pair for a cluster to sign with: sa.key, which only you may read, and sa.pub.
  pulumi-workload-identity issuer documents --issuer <url> --out <folder> <file>...
      Writes the discovery document and the key set that the issuer's host has to answer with.
  pulumi-workload-identity issuer check <url> [options]
      Fetches both documents, also by HTTPS_PROXY, and says whether clouds can verify the tokens of this issuer.
  pulumi-workload-identity issuer rotate <file> [options]
      Says the next step of a rotation and from when on it is safe, from the keys in a file: a list of keys, a Pulumi program in YAML, or
      what pulumi stack export prints; "-" reads the standard input.
  pulumi-workload-identity --version

Options of sandbox:
  --issuer <url>         A cluster that no deployed resource names; may be repeated.
  --deployed <file>      What another stack deployed and this program names, such as its cluster's registration: the output of
                         \`pulumi stack export\`, with --show-secrets where it has secrets; may be repeated.
  --signing-key <file>   The private key of a cluster whose issuer the program publishes: pods' tokens are signed with it, and it stays in
                         this process. Several may be given; the one that is published signs.
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

Options of issuer:
  --algorithm <name>     RS256, which every cloud takes, or ES256; RS256 by default (keys --new).
  --jwks-path <path>     Path of the key set below the issuer; /openid/v1/jwks by default (documents).
  --keys <file>          The keys that the cluster has, to compare: a PEM file, or what kubectl get --raw /openid/v1/jwks printed;
                         may be repeated (check).
  --name <name>          Which ServiceAccountIssuer, where the file has several (rotate).
  --publication <sec>    Seconds for which clients may keep an old key set; 3600 by default (rotate).
  --token-lifetime <sec> Seconds for which tokens of the old key may be used; 86400 by default (rotate).
  --ca <file>            Certificate authority of a server that is not a public one (check).
  --json                 JSON instead of text; of keys the key set.
`;
