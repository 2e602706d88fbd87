import { z } from "zod";
import { authContext } from "./auth-context";
import { publish, published } from "./published";
import { duration, httpsUrl, name, titleLine } from "./terms";

export const serviceEnvironment = z
  .strictObject({
    title: publish(titleLine.optional(), "What people call the environment.", {
      absent: "its name",
      examples: ["Production, Europe"],
    }),
    tier: publish(
      z.enum(["development", "testing", "staging", "production", "other"]).optional(),
      "What kind of environment it is.",
      { examples: ["production"] },
    ),
    topology: publish(
      name.optional(),
      "The topology policy of the same Application that deploys it, by its name.",
      { namesFrom: "topologies", examples: ["topology-prod"] },
    ),
    maxDuration: publish(duration.optional(), "The longest that any role may be held for here.", {
      absent: "the role's, the service's or the platform's limit",
      examples: ["4h"],
    }),
    approval: publish(name.optional(), "The approval policy that decides here, whatever the role says.", {
      absent: "the role's",
      namesFrom: "approvalPolicies",
      examples: ["two-people"],
    }),
    authContext: publish(
      authContext.optional(),
      "How whoever asks for a role here or approves it must have signed in (RFC 9470), beside what the role says.",
    ),
    audience: publish(httpsUrl.optional(), "The aud of the access tokens for this environment.", {
      absent: "token.audience",
    }),
  })
  .register(published, { id: "Environment", description: "A place the service runs in." });
