/** The ServiceAccounts that controllers of Azure run as in each of their clusters. */
export interface ControllerAccounts {
  namespace: string;
  serviceAccounts: readonly string[];
}

const OPERATOR = "azureserviceoperator-default";

/** Those of CAPZ, which brings an Azure Service Operator (cluster-api-provider-azure 69ec3a40, `config/`). */
export function capzAccounts(namespace = "capz-system"): ControllerAccounts {
  return { namespace, serviceAccounts: ["capz-manager", OPERATOR] };
}

/** That of an Azure Service Operator on its own (its chart, 2026-11). */
export function asoAccounts(namespace = "azureserviceoperator-system"): ControllerAccounts {
  return { namespace, serviceAccounts: [OPERATOR] };
}
