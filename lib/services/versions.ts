import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import { changesBetween } from "@/lib/declarations/changes/changes-between";
import { type AccessTrait, accessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { pageSchema } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";

export const listVersionsSchema = z.strictObject(pageSchema);

const sourceVersionSchema = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    author: z.string().nullable(),
    at: z.string().nullable(),
    title: z.string().nullable(),
  })
  .meta({ id: "SourceVersion" });

/** One version of a service's declaration, as it was published. */
export const versionViewSchema = z
  .strictObject({
    id: z.string(),
    service: z.string().describe("Its ref, namespace/application/component"),
    version: z.int(),
    digest: z.string(),
    file: z.string(),
    line: z.int(),
    publishedAt: z.iso.datetime(),
    sourceVersion: sourceVersionSchema.nullable().describe("The commit or other state of the source"),
    partOf: z.int().nullable().describe("The version of which this one is what counts until an owner's yes"),
    inForce: z.boolean(),
    trait: accessTrait.meta({ id: "AccessTrait" }),
  })
  .meta({ id: "DeclarationVersion" });

export type VersionView = z.output<typeof versionViewSchema>;

interface Row {
  id: string;
  service: string;
  version: number;
  digest: string;
  file: string;
  line: number;
  created_at: Date;
  source_version: VersionView["sourceVersion"];
  part_of: number | null;
  in_force: boolean;
  trait: AccessTrait;
}

/** The newest versions of a service's declaration first. Everybody who is signed in sees what is declared. */
export async function listVersions(
  ctx: Context,
  service: string,
  input: unknown,
): Promise<Page<VersionView>> {
  const { limit, cursor } = parseInput(listVersionsSchema, input);
  const [below] = decodeCursor(cursor, 1) ?? [];
  const { pool } = ctx.runtime;
  const { rows: found } = await pool.query<{ id: string }>(
    statement("versions-service", "select id from service where id = $1 or ref = $1", [service]),
  );
  const [known] = found;
  if (!known) throw new AppError("not-found", `No service "${service.slice(0, 200)}" is declared here.`);
  const values = [known.id, /^\d{1,9}$/.test(below ?? "") ? below : null, limit + 1];
  const { rows } = await pool.query<Row>(statement("versions-list", listSql, values));
  return toPage(rows, limit, (row) => [String(row.version)], versionView);
}

/** A version beside the one before it, and what it changed in words. Throws `not-found`. */
export async function getVersion(ctx: Context, id: string) {
  const { pool, config } = ctx.runtime;
  const [version] = await findVersions(pool, [id]);
  if (!version) throw new AppError("not-found", "There is no version of a declaration with this id.");
  const { rows } = await pool.query<{ id: string }>(statement("version-before", beforeSql, [id]));
  const [before = null] = await findVersions(
    pool,
    rows.map((row) => row.id),
  );
  const changes = before ? changesBetween(before.trait, version.trait, config.limits) : [];
  return { version, before, changes };
}

/** These versions, in the order of `ids`; one that is not there is left out. */
export const getVersions = (ctx: Context, ids: readonly string[]): Promise<VersionView[]> =>
  findVersions(ctx.runtime.pool, ids);

async function findVersions(db: Queryable, ids: readonly string[]): Promise<VersionView[]> {
  const { rows } = await db.query<Row>(statement("versions-get", getSql, [ids]));
  return rows.map(versionView);
}

const versionView = ({ created_at, source_version, part_of, in_force, ...row }: Row): VersionView => ({
  ...row,
  publishedAt: created_at.toISOString(),
  sourceVersion: source_version,
  partOf: part_of,
  inForce: in_force,
});

const columns = `
d.id, s.ref as service, d.version, d.digest, d.file, d.line, d.created_at, d.source_version, d.trait,
  (select whole.version from declaration whole where whole.id = d.derived_from_id) as part_of,
  s.declaration_id = d.id as in_force`;

const getSql = `
select ${columns} from unnest($1::text[]) with ordinality as wanted(id, nth)
join declaration d on d.id = wanted.id join service s on s.id = d.service_id order by wanted.nth`;

const listSql = `
select ${columns} from declaration d join service s on s.id = d.service_id
where d.service_id = $1 and ($2::int is null or d.version < $2::int) order by d.version desc limit $3`;

// What a part of a version is compared with is what counted before, not the version that it is a part of.
const beforeSql = `
select earlier.id from declaration d join declaration earlier on earlier.service_id = d.service_id
where d.id = $1 and earlier.version < d.version and earlier.id is distinct from d.derived_from_id
order by earlier.version desc limit 1`;
