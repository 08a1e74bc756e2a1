import type { parse } from "@bufbuild/cel";

/** A parsed expression, as the specification of CEL has it. */
export type CelExpr = ReturnType<typeof parse>["expr"];
