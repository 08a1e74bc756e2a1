const { GetCallerIdentityCommand, STSClient } = require("@aws-sdk/client-sts");
const { fromHttp, fromNodeProviderChain, fromTokenFile } = require("@aws-sdk/credential-providers");
const report = require("./report.cjs");

async function arn(settings) {
  return (await new STSClient(settings).send(new GetCallerIdentityCommand({}))).Arn;
}

report({
  "token-file": () => arn({ credentials: fromTokenFile() }),
  "default-chain": () => arn({ credentials: fromNodeProviderChain() }),
  // As applications have it: a client that is told nothing.
  client: () => arn({}),
  container: () => arn({ credentials: fromHttp() }),
});
