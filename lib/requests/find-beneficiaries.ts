import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { getTrait } from "@/lib/declarations/stored";
import { plainText } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import { standingOf } from "@/lib/principals/standing";
import { whyNotForOthers } from "./beneficiary";
import { findService, requesterOf } from "./load-ask";

export const findBeneficiariesSchema = z.strictObject({
  service: plainText(300).default("").describe("Its ref, namespace/application/component"),
  role: plainText(63).default(""),
  q: plainText(100).default("").describe("Part of a name"),
});

export const beneficiaryViewSchema = z
  .strictObject({ id: z.string(), name: z.string(), ref: z.string().nullable() })
  .meta({ id: "Beneficiary" });

const shown = 8;

/** People for whom the caller may ask for a role, by name; nobody for whom they may not. At most eight. */
export async function findBeneficiaries(
  ctx: Context,
  input: unknown,
): Promise<{ items: z.output<typeof beneficiaryViewSchema>[] }> {
  const { service: named, role, q } = parseInput(findBeneficiariesSchema, input);
  const { pool, config } = ctx.runtime;
  const service = await findService(pool, named, false);
  const trait = await getTrait(pool, service.declaration_id);
  const asker = requesterOf(ctx);
  if (whyNotForOthers(asker, trait, role, ctx)) return { items: [] };
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await pool.query<{ principal: Principal }>(
    statement("beneficiaries", selectPeople, [like, asker.id]),
  );
  const eligible = trait.roles[role]?.eligible ?? trait.defaults?.eligible ?? [];
  return {
    items: rows
      .map(({ principal }) => principal)
      .filter((person) => standingOf(person, trait, config).mayAskFor(role, eligible))
      .slice(0, shown)
      .map(({ id, name, ref }) => ({ id, name, ref })),
  };
}

const selectPeople = `
select ${principalJson("p")} as principal from principal p
where p.kind = 'user' and p.deactivated_at is null and p.id <> $2 and (p.name ilike $1 or p.ref ilike $1)
order by p.name, p.id limit 200`;
