export * from "../../../src/sandbox/provider/vendor-rules";
