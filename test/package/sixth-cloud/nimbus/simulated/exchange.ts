import type { TokenExchange } from "../../simulated/exchange";
import { nimbusToken } from "./services/token";

/** The token service of Nimbus. */
export const nimbusExchange: TokenExchange = {
  hosts: [/^sts\.nimbus\.example$/],
  async handle(request, context) {
    const isToken = request.method === "POST" && new URL(request.url).pathname === "/token";
    return isToken ? nimbusToken(request, context) : undefined;
  },
  environment: (origin) => ({ NIMBUS_STS_ENDPOINT: origin }),
};
