import { interactionPolicy, Provider } from "oidc-provider";
import { codePage, confirmPage, errorPage, signedInPage, signedOutPage, signOutPage } from "./pages.mjs";
import { claimsOf, findPerson } from "./people.mjs";
import { asksForTwoFactors, twoFactors } from "./two-factors.mjs";

const scopes = ["openid", "profile", "email", "groups"];

/** The demo's issuer. `appUrl` is the Daypass that people sign in to; programs on this machine may use the device flow. */
export function createProvider({ issuer, appUrl, clientSecret, keys }) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "daypass",
        client_secret: clientSecret,
        redirect_uris: [`${appUrl}/api/auth/callback/demo`],
        post_logout_redirect_uris: [appUrl, `${appUrl}/`, `${appUrl}/signin`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      {
        client_id: "daypass-device",
        token_endpoint_auth_method: "none",
        redirect_uris: [],
        response_types: [],
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code"],
      },
    ],
    jwks: keys.jwks,
    cookies: { keys: [keys.cookieKey] },
    pkce: { required: () => true },
    scopes,
    acrValues: [twoFactors],
    claims: {
      openid: ["sub", "auth_time", "acr", "amr"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    // Daypass reads the ID token and asks no further.
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => {
      const person = findPerson(id);
      return person && { accountId: id, claims: () => claimsOf(person) };
    },
    loadExistingGrant: (ctx) => consent(provider, ctx),
    interactions: { policy: policy(), url: (_ctx, interaction) => `/login/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, form, _out, error) => show(ctx, codePage(form, Boolean(error))),
        userCodeConfirmSource: (ctx, form, _client, _device, code) => show(ctx, confirmPage(form, code)),
        successSource: (ctx) => show(ctx, signedInPage()),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage()),
      },
    },
    renderError: (ctx, out) => show(ctx, errorPage(out.error_description ?? out.error)),
    ttl: {
      Session: 28_800,
      Grant: 28_800,
      AccessToken: 3600,
      IdToken: 3600,
      Interaction: 3600,
      DeviceCode: 600,
    },
  });
  provider.on("server_error", (_ctx, error) => console.error("demo identity provider:", error));
  return provider;
}

/** Whoever is asked for two factors and has shown one comes back to the login; to be asked in vain is not for a demo. */
function policy() {
  const { base, Check } = interactionPolicy;
  const prompts = base();
  const lacksFactor = ({ oidc }) => asksForTwoFactors(oidc.params) && oidc.acr !== twoFactors;
  prompts
    .get("login")
    .checks.add(new Check("second_factor", "A second factor is needed", (ctx) => lacksFactor(ctx)));
  return prompts;
}

/** Picking a person is all the consent there is. */
async function consent(provider, ctx) {
  const { client, session } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(scopes.join(" "));
  await grant.save();
  return grant;
}

function show(ctx, html) {
  ctx.type = "html";
  ctx.body = html;
}
