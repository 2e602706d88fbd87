import { z } from "zod";
import { listSources } from "@/lib/sources/queries";
import { route } from "../route";
import { pageOf } from "./page";

const sourceSchema = z
  .strictObject({
    name: z.string(),
    kind: z.string(),
    location: z.string(),
    declares: z.array(z.string()),
    configured: z.boolean(),
    state: z.enum(["fresh", "stale", "new"]),
    attemptedAt: z.iso.datetime().nullable(),
    syncedAt: z.iso.datetime().nullable(),
    staleSince: z.iso.datetime().nullable(),
    services: z.int(),
    withdrawn: z.int(),
    problems: z.array(
      z.strictObject({
        severity: z.enum(["error", "warning"]),
        file: z.string(),
        line: z.int(),
        column: z.int(),
        path: z.string(),
        message: z.string(),
        hint: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Source" });

export const sourceRoutes = [
  route({
    method: "GET",
    path: "/api/v1/sources",
    summary: "How the sources of declarations are doing (admins and auditors)",
    tag: "Administration",
    auth: "principal",
    response: pageOf(sourceSchema),
    handler: async ({ ctx }) => ({ items: await listSources(ctx), nextCursor: null }),
  }),
];
