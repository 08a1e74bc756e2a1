/** The audience of tokens for AWS, in every partition. */
export const AWS_DEFAULT_AUDIENCE = "sts.amazonaws.com";
