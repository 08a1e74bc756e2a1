const STATUS = { INVALID_ARGUMENT: 400, UNAUTHENTICATED: 401, PERMISSION_DENIED: 403 } as const;

/** An error in the form of Google's APIs (`google.rpc.Status`). */
export function googleError(status: keyof typeof STATUS, message: string, details?: object[]): Response {
  const code = STATUS[status];
  const error = { code, message, status, ...(details === undefined ? {} : { details }) };
  return Response.json({ error }, { status: code });
}
