import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { simulations } from "../clouds/simulations";
import type { Sandbox, SandboxOptions } from "./api";
import { createAuthority } from "./authority";
import type { RealCluster } from "./cluster/cluster";
import { openCluster } from "./cluster/cluster";
import { answerControl, isControlRequest } from "./control";
import type { SandboxDeployment } from "./deployment";
import { openDeployment } from "./deployment";
import type { SandboxService } from "./gateway";
import { createGateway } from "./gateway";
import { createIssuers } from "./issuers";
import { listen } from "./listener";
import { createLog } from "./log";
import { mocksOf } from "./mocks";
import { createPods } from "./pods";
import { echoUnknownTypes } from "./provider/resource-types";
import { SimulatedCloud } from "./provider/simulated-cloud";
import { vendorRules } from "./provider/vendor-rules";
import { createPublicWeb } from "./public-web";
import { createPublishedIssuers } from "./published-issuers";
import { readSigningKeys } from "./signing-keys";
import { createSessions, createState } from "./state";
import { createTemporaryFolder } from "./temporary-folder";

/** A sandbox over the given token services; every cloud's own by default. */
export async function createSandbox(services: readonly SandboxService[], options: SandboxOptions): Promise<Sandbox> {
  const { now = () => Date.now() / 1000 } = options;
  const log = createLog(options.onLog);
  const resources = Object.assign({}, ...simulations.map((simulation) => simulation.resources));
  // Programs write into what is deployed elsewhere: a statement into somebody's role.
  const deployed = structuredClone(options.deployed ?? []);
  const cloud = new SimulatedCloud(resources, vendorRules, echoUnknownTypes(log.warn), deployed);
  const state = createState(cloud, options.issuers, deployed);
  if (options.snapshot !== undefined) state.load(options.snapshot);
  const web = createPublicWeb(state);
  const issuers = createIssuers({
    now,
    isKnown: (url) => state.issuers.includes(url),
    published: createPublishedIssuers(web, now),
    signingKeys: readSigningKeys(options.signingKeys ?? []),
  });
  const cluster = options.kubernetes && (await openCluster(options.kubernetes));
  if (cluster !== undefined) issuers.join(cluster.issuer, cluster);
  const gateway = createGateway({ services, issuers, state, web, sessions: createSessions(), log, now });
  const authority = createAuthority();
  const folder = createTemporaryFolder();
  const pods = createPods({ services, gateway, authority, folder, state, issuers, cluster, log });
  let deployment: Promise<SandboxDeployment> | undefined;

  const secret = randomBytes(32).toString("hex");
  const listener = await listen({
    authority,
    standsFor: gateway.standsFor,
    handle: (request, own) =>
      own && isControlRequest(request) ? answerControl(sandbox, request) : gateway.handle(request, own),
  });

  const sandbox: Sandbox = {
    url: listener.origin,
    control: { url: listener.origin, secret },
    ...(cluster === undefined ? {} : { cluster: placeOf(cluster) }),
    caCertificate: authority.certificate,
    state,
    log: log.entries,
    issuer: issuers.get,
    trustIssuer: issuers.trust,
    mint: issuers.mint,
    mocks: ({ stacks } = {}) => mocksOf(cloud, stacks),
    async environment() {
      deployment ??= openDeployment(cloud, join(folder.path(), "pulumi"), cluster);
      return (await deployment).environment;
    },
    pod: pods.start,
    async close() {
      await pods.close();
      (await deployment?.catch(() => undefined))?.close();
      await listener.close();
      folder.remove();
    },
  };
  return sandbox;
}

/** What may be told of a cluster: where it is, and nothing of how it is reached. */
function placeOf({ context, server, issuer }: RealCluster): NonNullable<Sandbox["cluster"]> {
  return { context, server, issuer };
}
