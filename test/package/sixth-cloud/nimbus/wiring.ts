import { rivalVariables } from "../../core/rival";
import type { Wiring } from "../../core/wiring";
import { emptyWiring } from "../../core/wiring";

const TOKEN_PATH = "nimbus/token";

/** The pod carries the token itself and names the role. */
export function nimbusWiring<V>(role: V, audience: string, mountPath: string): Wiring<V | string> {
  return {
    ...emptyWiring<V | string>(),
    env: { NIMBUS_ROLE: role, NIMBUS_TOKEN_FILE: `${mountPath}/${TOKEN_PATH}` },
    rivals: rivalVariables("the client takes it first", "NIMBUS_ACCESS_KEY"),
    tokens: [{ audience, path: TOKEN_PATH, expirationSeconds: 3600 }],
  };
}
