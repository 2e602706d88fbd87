import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { knownIssuersOf } from "@/lib/declarations/inert-trust";
import { getTraits } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import type { WhenGone } from "@/lib/narrowing/enforce-withdrawal";
import { audiencesOf } from "@/lib/services/audiences";
import type { KnownService } from "@/lib/sources/claims";
import { brokenFiles, planSync } from "@/lib/sources/plan";
import { type SourceProblem, sortProblems } from "@/lib/sources/problem";
import type { ReadFile } from "@/lib/sources/read-source";
import type { PreviewInput, ServicePreview } from "./schema";

/** One service that the changed files are about. */
export interface ChangedService {
  id: string | null;
  ref: string;
  title: string;
  file: string | null;
  status: ServicePreview["status"];
  /** What becomes of its grants when it is gone, as its source has it. */
  whenGone: WhenGone;
  /** In force now; null when the service is new. */
  before: AccessTrait | null;
  /** As the files have it; null when it is gone, or when nothing of its file is believed. */
  after: AccessTrait | null;
}

export interface ReadChanges {
  services: ChangedService[];
  problems: SourceProblem[];
}

/** What the catalogue would take from these files: by the same plan as a sync. Throws `invalid-input` for an unknown source. */
export async function readChanges(ctx: Context, input: PreviewInput): Promise<ReadChanges> {
  const { config, pool } = ctx.runtime;
  const configured = config.sources.find((source) => source.name === input.source);
  if (input.source !== undefined && !configured)
    throw refusal("source", `No source is called ${input.source} in daypass.yaml.`);
  if (input.complete && !configured) throw refusal("source", "Say whose files these all are.");
  const files = await readFiles(ctx, input);
  const declared = files.flatMap((file) =>
    "report" in file ? file.report.documents.flatMap((document) => document.services) : [],
  );
  const rows = await findKnown(pool, {
    source: configured?.name ?? null,
    refs: declared.map(({ ref }) => ref),
    paths: input.files.map((file) => file.path),
    complete: input.complete,
  });
  // Without a source every service counts as one of the files' own: who declares it is not what was asked.
  const source = configured ?? { name: "", declares: ["*"] };
  const known = rows.map((row) => (configured ? row : { ...row, sourceName: "" }));
  const plan = planSync({
    source,
    sources: new Set(config.sources.map(({ name }) => name)),
    files,
    baseUrl: config.baseUrl,
    known,
    holders: await findHolders(pool, source.name, declared.flatMap(audiencesOf), files),
  });
  const traits = await getTraits(
    pool,
    rows.map((row) => row.declarationId),
  );
  const whenGone = ({ sourceName }: Known) =>
    config.sources.find(({ name }) => name === sourceName)?.whenGone ?? "keep";
  return { services: servicesOf(plan, files, rows, traits, whenGone), problems: sortProblems(plan.problems) };
}

const refusal = (path: string, message: string) =>
  new AppError("invalid-input", `${path}: ${message}`, { errors: [{ path, message }] });

async function readFiles(ctx: Context, input: PreviewInput): Promise<ReadFile[]> {
  const { config, reader } = ctx.runtime;
  const issuers = knownIssuersOf(config);
  return Promise.all(
    input.files.flatMap(({ path, content }) =>
      content === null
        ? []
        : reader
            .read(new TextEncoder().encode(content), path, { issuers })
            .then((report) => ({ path, report })),
    ),
  );
}

type Known = KnownService & { title: string; declarationId: string };

function servicesOf(
  plan: ReturnType<typeof planSync>,
  files: readonly ReadFile[],
  rows: readonly Known[],
  traits: ReadonlyMap<string, AccessTrait>,
  whenGone: (row: Known) => WhenGone,
): ChangedService[] {
  const broken = new Set(brokenFiles(files));
  const gone = new Set(plan.withdraw.map(({ ref }) => ref));
  const published = new Map(plan.publish.map((claim) => [claim.service.ref, claim]));
  const services = rows.map((row): ChangedService => {
    const claim = published.get(row.ref);
    const before = traits.get(row.declarationId) ?? null;
    const isActive = row.status === "active";
    const { id, ref, title } = row;
    const about = { id, ref, title, file: claim?.file ?? row.file, whenGone: whenGone(row), before };
    if (claim) return { ...about, status: isActive ? "changed" : "new", after: claim.service.trait };
    if (gone.has(row.ref)) return { ...about, status: "gone", after: null };
    if (row.file !== null && broken.has(row.file)) return { ...about, status: "error", after: null };
    return { ...about, status: "unchanged", after: before };
  });
  const known = new Set(rows.map((row) => row.ref));
  const added = plan.publish.flatMap(({ service, file }): ChangedService[] =>
    known.has(service.ref)
      ? []
      : [
          {
            id: null,
            ref: service.ref,
            title: service.trait.title ?? service.component,
            file,
            status: "new",
            whenGone: "end",
            before: null,
            after: service.trait,
          },
        ],
  );
  return [...services, ...added].toSorted((one, other) => (one.ref < other.ref ? -1 : 1));
}

async function findKnown(
  db: Queryable,
  {
    source,
    refs,
    paths,
    complete,
  }: { source: string | null; refs: string[]; paths: string[]; complete: boolean },
): Promise<Known[]> {
  const { rows } = await db.query<Known>(
    statement("preview-known", selectKnown, [source, refs, paths, complete]),
  );
  return rows;
}

async function findHolders(db: Queryable, source: string, audiences: string[], files: readonly ReadFile[]) {
  const { rows } = await db.query<{ audience: string; ref: string }>(
    statement("preview-holders", selectHolders, [audiences, source, files.map((file) => file.path)]),
  );
  return rows;
}

const selectKnown = `
select s.id, s.ref, s.title, s.source_name as "sourceName", s.status, s.declared_id as "declaredId", d.digest, d.file,
  s.declaration_id as "declarationId"
from service s join declaration d on d.id = s.declared_id
where s.ref = any($2::text[])
  or s.status = 'active' and ($1::text is null or s.source_name = $1) and (d.file = any($3::text[]) or $4 and s.source_name = $1)
order by s.ref`;

// What the files say of their own services comes first; what other files of the source hold stays theirs.
const selectHolders = `
select held.audience, s.ref from service s join declaration d on d.id = s.declared_id
  cross join lateral unnest(s.audiences) as held(audience)
where held.audience = any($1::text[]) and s.status = 'active' and not (s.source_name = $2 and d.file = any($3::text[]))`;
