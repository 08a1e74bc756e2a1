export * from "../../../src/sandbox/provider/resource-types";
