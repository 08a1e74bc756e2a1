import type { PublicStorage } from "../clouds/simulated/public-storage";
import { simulations } from "../clouds/simulations";
import type { Page } from "../issuer/check-published";
import type { SandboxState } from "./state";

/** What is deployed on the clouds' storage, as anybody reads it over https. */
export interface PublicWeb {
  /** Whether something that is deployed is read at this host. */
  standsFor(host: string): boolean;
  /** The answer to a GET, or `undefined` where nothing that is deployed has this address. */
  get(url: string): Page | undefined;
}

export function createPublicWeb(state: SandboxState): PublicWeb {
  const storage = () => simulations.flatMap(({ buckets }) => buckets?.(state.resources) ?? []);
  return {
    standsFor: (host) => storage().some((each) => each.host.test(host)),
    get(url) {
      if (!URL.canParse(url)) return undefined;
      const { hostname, pathname, port, protocol } = new URL(url);
      if (protocol !== "https:" || port !== "") return undefined;
      const found = storage().find(({ host, folder }) => host.test(hostname) && pathname.startsWith(`${folder}/`));
      return found?.read(nameOf(found, pathname));
    },
  };
}

function nameOf({ folder }: PublicStorage, pathname: string): string {
  return decodeURIComponent(pathname.slice(folder.length + 1));
}
