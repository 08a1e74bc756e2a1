import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../core/subject";
import type { SandboxPodOptions } from "./api";
import type { CertificateAuthority } from "./authority";
import type { RealCluster } from "./cluster/cluster";
import type { Gateway, SandboxService } from "./gateway";
import type { SandboxIssuers } from "./issuers";
import { listen } from "./listener";
import type { SandboxLog } from "./log";
import { podOfCluster, podOfSandbox } from "./planned-pod";
import type { SandboxPod } from "./pod";
import { connectionEnvironment, mountPodFiles } from "./pod";
import { writePreloads } from "./preloads";
import type { SandboxState } from "./state";
import type { TemporaryFolder } from "./temporary-folder";

/** What pods of a sandbox share. */
interface PodHost {
  services: readonly SandboxService[];
  gateway: Gateway;
  authority: CertificateAuthority;
  folder: TemporaryFolder;
  state: SandboxState;
  issuers: SandboxIssuers;
  /** The real cluster, where there is one. */
  cluster: RealCluster | undefined;
  log: SandboxLog;
}

/** The pods of a sandbox: what each has mounted, and where it reaches the clouds. */
export function createPods({ services, gateway, authority, folder, state, issuers, cluster, log }: PodHost) {
  const running = new Set<SandboxPod>();
  let started = 0;

  const start = async (asked: SandboxPodOptions): Promise<SandboxPod> => {
    const { namespace, serviceAccount } = asked;
    const number = ++started;
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
    const home = join(root, "home");
    mkdirSync(home, { mode: 0o700 });
    const caFile = join(root, "sandbox-ca.pem");
    writeFileSync(caFile, authority.certificate);
    const preloads = writePreloads(join(root, "preloads"), caFile);
    // A port of its own, so that services of the pod's node know who calls.
    const door = await listen({
      authority,
      standsFor: gateway.standsFor,
      handle: (request, own) => gateway.handle(request, own, { pod: { ...subject, token }, objects }),
    });
    const endpoints = services.map(({ cloud, exchange }) => exchange.environment(`${door.origin}/${cloud}`));
    const pod: SandboxPod = {
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
        running.delete(pod);
        files.stop();
        await door.close();
      },
    };
    running.add(pod);
    return pod;
  };

  const close = async () => {
    await Promise.all([...running].map((pod) => pod.close()));
  };
  return { start, close };
}
