import { z } from "zod";
import { authContext } from "./auth-context";
import { authorizationDetails } from "./authorization-detail";
import { publish, published } from "./published";
import {
  action,
  distinct,
  durationRange,
  name,
  plainText,
  principal,
  resource,
  scope,
  titleLine,
} from "./terms";

const justification = z.strictObject({
  minLength: publish(z.int().min(1).max(500).optional(), "How many characters the reason must have.", {
    default: 1,
    examples: [20],
  }),
  ticket: publish(z.enum(["optional", "required"]).optional(), "Whether a ticket is asked for.", {
    absent: "none is asked for",
    examples: ["required"],
  }),
});

export const role = z
  .strictObject({
    title: publish(titleLine.optional(), "What people call the role.", {
      absent: "its name",
      examples: ["Refund orders"],
    }),
    description: publish(
      plainText.optional(),
      "What somebody can do with it, for whoever asks and decides.",
      {
        examples: ["Give a customer money back, up to the price of the order."],
      },
    ),
    actions: publish(distinct(action, { min: 1, max: 100 }).optional(), "What the role lets somebody do.", {
      examples: [["orders:Get*", "orders:Refund"]],
    }),
    resources: publish(
      distinct(resource, { min: 1, max: 100 }).optional(),
      "What the actions apply to; * stands for anything.",
      { absent: "the whole service", examples: [["urn:shop:orders/eu/*"]] },
    ),
    scopes: publish(distinct(scope, { min: 1, max: 100 }).optional(), "OAuth scopes of the role's tokens.", {
      examples: [["orders:read"]],
    }),
    authorizationDetails: publish(
      authorizationDetails.optional(),
      "Objects of RFC 9396, put into the token as they stand: at most 4096 characters of JSON together.",
      { examples: [[{ type: "urn:example:ledger", actions: ["repost"] }]] },
    ),
    duration: publish(durationRange.optional(), "How long the role may be held.", {
      absent: "defaults.duration",
    }),
    approval: publish(name.optional(), "The approval policy that decides, by its name in approvalPolicies.", {
      absent: "defaults.approval, else one owner's yes",
      namesFrom: "approvalPolicies",
      examples: ["two-people"],
    }),
    eligible: publish(distinct(principal, { max: 50 }).optional(), "Who may ask for the role.", {
      absent: "defaults.eligible, else only whom a trust mapping makes eligible",
      examples: [["group:default/engineering"]],
    }),
    onBehalf: publish(
      distinct(principal, { max: 50 }).optional(),
      "Who may ask for the role for somebody else, who must be eligible. Neither of the two may approve it.",
      { absent: "nobody", examples: [["group:default/team-leads"]] },
    ),
    environments: publish(
      distinct(name, { min: 1, max: 30 }).optional(),
      "The environments it may be asked for in, by their names in environments.",
      { absent: "all of them", namesFrom: "environments", examples: [["production"]] },
    ),
    conflictsWith: publish(
      distinct(name, { max: 20 }).optional(),
      "Roles that nobody holds together with this one. It counts for both sides.",
      { absent: "none", namesFrom: "roles", examples: [["auditor"]] },
    ),
    justification: publish(justification.optional(), "What whoever asks must say."),
    authContext: publish(
      authContext.optional(),
      "How whoever asks for the role or approves it must have signed in (RFC 9470).",
    ),
    risk: publish(
      z.enum(["low", "medium", "high", "critical"]).optional(),
      "How much harm the role can do. A high or critical one is never approved by itself without a review.",
      { default: "medium", examples: ["high"] },
    ),
    breakGlass: publish(
      z.boolean().optional(),
      "For emergencies: granted at once, announced loudly and reviewed afterwards.",
      { default: false, examples: [true] },
    ),
  })
  .refine((declared) => declared.actions ?? declared.scopes ?? declared.authorizationDetails, {
    error: "lets nobody do anything: it needs scopes, actions or authorizationDetails",
  })
  .register(published, {
    id: "Role",
    description: "A named bundle of what may be asked for. It needs scopes, actions or authorizationDetails.",
    anyOf: [{ required: ["actions"] }, { required: ["scopes"] }, { required: ["authorizationDetails"] }],
  });
