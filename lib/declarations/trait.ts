import { z } from "zod";
import { approvalPolicy } from "./approval-policy";
import { issuerTrust } from "./issuer-trust";
import { publish, published } from "./published";
import { role } from "./role";
import { serviceEnvironment } from "./service-environment";
import {
  audience,
  claim,
  distinct,
  duration,
  durationRange,
  httpsUrl,
  name,
  named,
  plainText,
  principal,
  titleLine,
} from "./terms";

// The one definition of the properties of the OAM trait `access`; publish/ makes everything else from it. Durations stay as
// written, so that the digest is over what the team wrote; rules.ts turns them into seconds.

const link = z.strictObject({
  url: publish(httpsUrl, "Where it leads.", { examples: ["https://runbooks.example.com/orders"] }),
  title: publish(titleLine.optional(), "What it says.", { absent: "the address", examples: ["Runbook"] }),
  type: publish(name.optional(), "What kind of page it is.", { examples: ["runbook"] }),
});

const defaults = z.strictObject({
  duration: publish(durationRange.optional(), "How long any role may be held."),
  approval: publish(name.optional(), "The approval policy that decides, by its name in approvalPolicies.", {
    absent: "one owner's yes",
    namesFrom: "approvalPolicies",
    examples: ["one-owner"],
  }),
  eligible: publish(distinct(principal, { max: 50 }).optional(), "Who may ask for any role.", {
    absent: "only whom a trust mapping makes eligible",
    examples: [["group:default/engineering"]],
  }),
});

const tokenSettings = z.strictObject({
  audience: publish(audience.optional(), "The aud of the access tokens.", {
    absent: "the service's own reference, namespace/application/component",
  }),
  format: publish(
    z.enum(["at+jwt", "opaque"]).optional(),
    "JWTs that the service verifies itself (RFC 9068), or opaque ones that it asks about (RFC 7662).",
    { default: "at+jwt", examples: ["at+jwt"] },
  ),
  lifetime: publish(duration.optional(), "How long one token lives. It never outlives the grant.", {
    absent: "the platform's, which is a limit too",
    examples: ["10m"],
  }),
  binding: publish(
    z.enum(["none", "dpop", "mtls"]).optional(),
    "Whether a token works only for whoever holds a key (RFC 9449) or a client certificate (RFC 8705).",
    { default: "none", examples: ["dpop"] },
  ),
  claims: publish(
    distinct(claim, { max: 20 }).optional(),
    "Identity claims that are copied into the tokens.",
    {
      absent: "none",
      examples: [["department"]],
    },
  ),
});

export const accessTrait = z
  .strictObject({
    schemaVersion: publish(z.literal(1).optional(), "The version of this format.", { default: 1 }),
    title: publish(titleLine.optional(), "What people call the service.", { absent: "the component's name" }),
    description: publish(plainText.optional(), "What the service does, for whoever looks for it."),
    system: publish(name.optional(), "The system it belongs to, as in Backstage.", {
      examples: ["payments"],
    }),
    lifecycle: publish(
      z.enum(["experimental", "production", "deprecated"]).optional(),
      "How settled the service is, as in Backstage.",
      { examples: ["production"] },
    ),
    owners: publish(
      distinct(principal, { min: 1, max: 50 }),
      "Who owns the service: they approve by default, and say yes to changes that widen access.",
      { examples: [["group:default/payments-team"]] },
    ),
    links: publish(z.array(link).max(20).optional(), "Pages about the service, shown beside it."),
    defaults: publish(defaults.optional(), "What counts for every role that does not say otherwise."),
    approvalPolicies: publish(
      named(approvalPolicy, 20).optional(),
      "Ways to a yes, by name. Roles, environments and defaults refer to them.",
    ),
    roles: publish(
      named(role, 100).refine((roles) => Object.keys(roles).length > 0, {
        error: "declares no role, so there is nothing to ask for",
      }),
      "What may be asked for, by name.",
      { minProperties: 1 },
    ),
    environments: publish(
      named(serviceEnvironment, 30).optional(),
      "The places the service runs in, by name. Without any, a role is asked for as such.",
    ),
    trust: publish(
      named(issuerTrust, 10).optional(),
      "Which claims of which registered issuers count for this service, by a name of your own.",
    ),
    token: publish(tokenSettings.optional(), "What the service wants of its access tokens."),
  })
  .register(published, {
    description: "Who owns a service, and which access to it may be asked for, by whom and for how long.",
  });

export type AccessTrait = z.output<typeof accessTrait>;
export type Role = AccessTrait["roles"][string];
export type Environment = NonNullable<AccessTrait["environments"]>[string];
