import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { deviceLivesFor, pollEverySeconds, startDevice } from "@/lib/tokens/start-device";
import { json } from "./answer";
import { readForm, required } from "./form";
import { limitsOf, takeCall } from "./limits";

const clientName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/;

/** POST /oauth/device_authorization (RFC 8628, section 3.1). Programs are not registered: `client_id` is what one calls itself. */
export async function handleDeviceAuthorization(request: Request, runtime: Runtime): Promise<Response> {
  const form = await readForm(request);
  const client = clientOf(form);
  if (form.has("scope"))
    throw new OAuthError("invalid_scope", "scope: an API token has none. Exchange it for a service's token.");
  takeCall(limitsOf(runtime).strangers, "device");
  const { deviceCode, userCode } = await startDevice(runtime, client);
  const page = `${runtime.config.baseUrl}/device`;
  return json({
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${userCode}`,
    expires_in: deviceLivesFor,
    interval: pollEverySeconds,
  });
}

export function clientOf(form: Map<string, string>): string {
  const client = required(form, "client_id");
  if (!clientName.test(client))
    throw new OAuthError("invalid_request", "client_id: up to 60 letters, digits, blanks, dots and dashes.");
  return client;
}
