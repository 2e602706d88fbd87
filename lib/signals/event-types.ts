const caep = "https://schemas.openid.net/secevent/caep/event-type";
const ssf = "https://schemas.openid.net/secevent/ssf/event-type";

/** Access that ended before its time (CAEP 1.0, section 3.1). */
export const sessionRevoked = `${caep}/session-revoked`;
/** A token whose rights or end became less (CAEP 1.0, section 3.2). */
export const tokenClaimsChange = `${caep}/token-claims-change`;
/** What a receiver asks for to see that its stream works (SSF 1.0, section 8.1.4.1). */
export const verification = `${ssf}/verification`;

/** What a receiver may ask for. */
export const supportedEvents = [sessionRevoked, tokenClaimsChange];
