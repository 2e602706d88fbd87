import type { Config } from "@/lib/config/config";
import { webUrl } from "@/lib/config/web-url";
import { statement } from "@/lib/db/pool";
import { getTrait } from "@/lib/declarations/stored";
import type { Runtime } from "@/lib/runtime/runtime";

/** What a client finds out about a service before it has a token for it (RFC 9728, section 2). */
export interface ProtectedResource {
  resource: string;
  authorization_servers: string[];
  scopes_supported: string[];
  bearer_methods_supported: string[];
  resource_name: string;
  resource_documentation: string;
  authorization_details_types_supported: string[];
  dpop_signing_alg_values_supported: string[];
  dpop_bound_access_tokens_required: boolean;
}

interface Row {
  ref: string;
  title: string;
  declaration_id: string;
}

/** Made from the declaration in force; null for what nobody declares. */
export async function getProtectedResource(
  { pool, config }: Runtime,
  ref: string,
  algorithms: readonly string[],
): Promise<ProtectedResource | null> {
  const { rows } = await pool.query<Row>(statement("protected-resource", selectService, [ref]));
  const [row] = rows;
  if (!row) return null;
  const trait = await getTrait(pool, row.declaration_id);
  return {
    resource: resourceOf(config, row.ref, trait.token?.audience),
    authorization_servers: [config.baseUrl],
    scopes_supported: [...new Set(Object.values(trait.roles).flatMap(({ scopes }) => scopes ?? []))].sort(),
    bearer_methods_supported: ["header"],
    resource_name: row.title,
    resource_documentation: `${config.baseUrl}/services/${row.ref}`,
    authorization_details_types_supported: ["urn:daypass:grant"],
    dpop_signing_alg_values_supported: [...algorithms],
    dpop_bound_access_tokens_required: trait.token?.binding === "dpop",
  };
}

/** The identifier of a service as a resource: a web address always (RFC 9728, section 1.2). */
function resourceOf({ serviceUrls, baseUrl }: Config, ref: string, audience: string | undefined): string {
  const ownAddress = audience !== undefined && webUrl(audience) ? audience : undefined;
  return serviceUrls[ref] ?? ownAddress ?? `${baseUrl}/services/${ref}`;
}

/** The audience that a client means by `resource` (RFC 8707, section 2); null for what is no absolute URI without fragment. */
export function audienceOfResource({ serviceUrls, baseUrl }: Config, resource: string): string | null {
  if (!URL.canParse(resource) || resource.includes("#")) return null;
  const ours = `${baseUrl}/services/`;
  if (resource.startsWith(ours)) return resource.slice(ours.length);
  const { href } = new URL(resource);
  const [named] = Object.entries(serviceUrls).find(([, url]) => new URL(url).href === href) ?? [];
  return named ?? resource;
}

const selectService = `
select ref, title, declaration_id from service where ref = $1 and status = 'active' and declaration_id is not null`;
