export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
export const deviceCode = "urn:ietf:params:oauth:grant-type:device_code";
export const idToken = "urn:ietf:params:oauth:token-type:id_token";
export const awsRequest = "urn:ietf:params:aws:token-type:aws4_request";
export const accessToken = "urn:ietf:params:oauth:token-type:access_token";
/** A delegation is a JWT of ours, and neither an identity nor access (RFC 8693, section 3). */
export const delegation = "urn:ietf:params:oauth:token-type:jwt";

/** RFC 9449, section 5. */
export const typeOf = (jkt: string | null) => (jkt === null ? "Bearer" : "DPoP");
