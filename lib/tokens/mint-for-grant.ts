import type { Context } from "@/lib/context/context";
import { getGrant } from "@/lib/grants/queries";
import { getService } from "@/lib/services/queries";
import { issueServiceToken } from "./issue-service-token";

/** A token to show once to the person who holds the grant, and where to try it. */
export interface MintedToken {
  token: string;
  endsAt: string;
  /** The service's address as its declaration links it. */
  serviceUrl: string;
}

export async function mintForGrant(ctx: Context, grantId: string): Promise<MintedToken> {
  const grant = await getGrant(ctx, grantId);
  const issued = await issueServiceToken(ctx, {
    audience: grant.service.ref,
    grantId: grant.id,
    environment: grant.environment ?? undefined,
  });
  const service = await getService(ctx, grant.service.ref);
  const link = service.links.find((candidate) => candidate.type === "api") ?? service.links[0];
  return {
    token: issued.token,
    endsAt: issued.expiresAt,
    serviceUrl: link?.url ?? `https://${service.ref.split("/").at(-1)}.example/`,
  };
}
