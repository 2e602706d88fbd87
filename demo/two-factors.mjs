/** The class of a sign-in that was confirmed with a second factor. */
export const twoFactors = "urn:daypass:acr:mfa";

/** Whether an authorization request asks for it (OpenID Connect Core, section 3.1.2.1). */
export const asksForTwoFactors = ({ acr_values: wanted }) => (wanted ?? "").split(" ").includes(twoFactors);
