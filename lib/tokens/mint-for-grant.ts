import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { getTrait } from "@/lib/declarations/stored";
import { getGrant } from "@/lib/grants/queries";
import { issueServiceToken } from "./issue-service-token";

/** A token to show once to the person who holds the grant, and where to try it. */
export interface MintedToken {
  token: string;
  endsAt: string;
  /** Where the service is reached, if daypass.yaml says it. */
  serviceUrl: string | null;
}

export async function mintForGrant(ctx: Context, grantId: string): Promise<MintedToken> {
  const grant = await getGrant(ctx, grantId);
  const issued = await issueServiceToken(ctx, {
    audience: grant.service,
    grantId: grant.id,
    environment: grant.environment ?? undefined,
  });
  return {
    token: issued.token,
    endsAt: issued.expiresAt,
    serviceUrl: ctx.runtime.config.serviceUrls[grant.service] ?? null,
  };
}

/** Whether tokens of this service are bound to a key that a program holds, so that a page cannot show one. */
export async function demandsKey({ runtime }: Context, service: string): Promise<boolean> {
  const { rows } = await runtime.pool.query<{ declaration_id: string }>(
    statement("token-service-declaration", "select declaration_id from service where ref = $1", [service]),
  );
  const [row] = rows;
  return row !== undefined && (await getTrait(runtime.pool, row.declaration_id)).token?.binding === "dpop";
}
