/** The only audience that the provider of an ACK cluster accepts. */
export const ALICLOUD_DEFAULT_AUDIENCE = "sts.aliyuncs.com";
