import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simulations } from "../clouds/simulations";
import type { Subject } from "../core/subject";
import type { Sandbox, SandboxOptions, SandboxPodOptions } from "./api";
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
import { podOfCluster, podOfSandbox } from "./planned-pod";
import type { SandboxPod } from "./pod";
import { connectionEnvironment, mountPodFiles } from "./pod";
import { writePreloads } from "./preloads";
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
  const pods = new Set<SandboxPod>();
  let deployment: Promise<SandboxDeployment> | undefined;
  let numberOfPods = 0;

  const secret = randomBytes(32).toString("hex");
  const listener = await listen({
    authority,
    standsFor: gateway.standsFor,
    handle: (request, own) =>
      own && isControlRequest(request) ? answerControl(sandbox, request) : gateway.handle(request, own),
  });

  const pod = async (asked: SandboxPodOptions): Promise<SandboxPod> => {
    const { namespace, serviceAccount } = asked;
    const number = ++numberOfPods;
    const isReal = cluster !== undefined && (asked.issuer ?? cluster.issuer) === cluster.issuer;
    const { issuer, plan, objects, token } = isReal
      ? await podOfCluster({ state, cluster }, asked)
      : podOfSandbox({ state, issuers }, asked, number);
    const subject: Subject = { issuer, namespace, serviceAccount };
    const root = join(folder.path(), `pod-${number}`);
    const files = await mountPodFiles({
      plan,
      folder: root,
      token,
      onError: (error) => log.warn(`a token of ${namespace}/${serviceAccount} was not renewed: ${error.message}`),
    });
    const caFile = join(root, "sandbox-ca.pem");
    const home = join(root, "home");
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(caFile, authority.certificate);
    const preloads = writePreloads(join(root, "preloads"), caFile);
    // A port of its own, so that services of the pod's node know who calls.
    const door = await listen({
      authority,
      standsFor: gateway.standsFor,
      handle: (request, own) => gateway.handle(request, own, { pod: { ...subject, token }, objects }),
    });
    const endpoints = services.map(({ cloud, exchange }) => exchange.environment(`${door.origin}/${cloud}`));
    const made: SandboxPod = {
      issuer,
      notes: plan.notes,
      environment: Object.assign(
        { HOME: home },
        files.env,
        ...endpoints,
        connectionEnvironment(door.origin, caFile),
        preloads,
      ),
      async close() {
        pods.delete(made);
        files.stop();
        await door.close();
      },
    };
    pods.add(made);
    return made;
  };

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
    mocks: () => mocksOf(cloud),
    async environment() {
      deployment ??= openDeployment(cloud, join(folder.path(), "pulumi"), cluster);
      return (await deployment).environment;
    },
    pod,
    async close() {
      await Promise.all([...pods].map((each) => each.close()));
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
