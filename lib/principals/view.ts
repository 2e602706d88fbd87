import { z } from "zod";
import type { Principal } from "./principal";

/** A principal as it sees itself. */
export const principalViewSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(["user", "workload"]),
    issuer: z.string(),
    subject: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    groups: z.array(z.string()).describe('References such as "group:default/engineering"'),
  })
  .meta({ id: "Principal" });

export type PrincipalView = z.output<typeof principalViewSchema>;

/** A principal as platform admins see it. */
export const knownPrincipalViewSchema = principalViewSchema
  .extend({
    ref: z.string().nullable(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    deactivatedAt: z.iso.datetime().nullable(),
    liveGrants: z.int().describe("Grants that are live now"),
  })
  .meta({ id: "KnownPrincipal" });

export type KnownPrincipalView = z.output<typeof knownPrincipalViewSchema>;

export function principalView(principal: Principal): PrincipalView {
  const { id, kind, issuer, subject, name, email, groups } = principal;
  return { id, kind, issuer, subject, name, email, groups };
}
