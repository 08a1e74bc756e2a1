/* The shapes of each cloud's arguments, loaded where a program has arguments for it. The literal `require` is seen by bundlers. */
export const aws = () => require("./aws/shape") as typeof import("./aws/shape");
export const azure = () => require("./azure/shape") as typeof import("./azure/shape");
export const gcp = () => require("./gcp/shape") as typeof import("./gcp/shape");
export const alicloud = () => require("./alicloud/shape") as typeof import("./alicloud/shape");
export const huawei = () => require("./huawei/shape") as typeof import("./huawei/shape");
