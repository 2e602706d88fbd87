import type { UploadSourceConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { digestOf } from "@/lib/declarations/digest";
import { AppError } from "@/lib/errors/app-error";
import { requireAdmin } from "@/lib/principals/admin";
import { applyReading } from "../apply-reading";
import { planSource } from "../plan-source";
import { problemLine, type SourceProblem } from "../problem";
import { readSnapshot } from "../read-source";
import { lockSource } from "../source-row";
import { checkFiles } from "./check-files";
import { type UploadedFile, uploadSnapshot } from "./snapshot";
import { type UploadView, uploadView } from "./view";

/**
 * Makes these files the whole state of an upload source, and the catalogue say it; with `dryRun` nothing changes, and the
 * answer is what would. Platform admins only. Files with an error are refused as `invalid-input` with file, line and column.
 */
export async function uploadFiles(
  ctx: Context,
  name: string,
  files: readonly UploadedFile[],
  { dryRun }: { dryRun: boolean },
): Promise<UploadView> {
  return transact(withFiles(ctx, files, dryRun), "source.uploaded", async (tx) => {
    tx.about.detail = { source: name };
    const { id, name: author } = requireAdmin(ctx, "upload declarations");
    const source = getUploadSource(ctx, name);
    checkFiles(files);
    const { config } = ctx.runtime;
    if (dryRun) {
      const reading = await readSnapshot(uploadSnapshot(files, author, await clock(tx)), source, ctx.runtime);
      return uploadView(name, false, reading, await planSource(tx, config, source, reading));
    }
    const row = await lockSource(tx, source);
    // Under the lock: of two readings the one with the later instant stays.
    const now = await clock(tx);
    const reading = await readSnapshot(uploadSnapshot(files, author, now), source, ctx.runtime);
    const plan = await planSource(tx, config, source, reading);
    refuseErrors(plan.problems);
    await replaceFiles(tx, name, files, id, now);
    const version = reading.version?.label;
    await tx.audit(now, [{ action: "source.uploaded", detail: { files: files.length, version } }]);
    await applyReading(tx, ctx, source, row, { readAt: now, reading });
    return uploadView(name, true, reading, plan);
  });
}

/** An Idempotency-Key is for these files, which the hash of the call does not cover. */
function withFiles(ctx: Context, files: readonly UploadedFile[], dryRun: boolean): Context {
  if (!ctx.idempotency) return ctx;
  const marks = files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("base64")]);
  return {
    ...ctx,
    idempotency: { ...ctx.idempotency, hash: digestOf([ctx.idempotency.hash, dryRun, marks]) },
  };
}

function getUploadSource({ runtime }: Context, name: string): UploadSourceConfig {
  const source = runtime.config.sources.find((one) => one.name === name);
  if (!source) throw new AppError("not-found", "daypass.yaml names no source of this name.");
  if (source.kind !== "upload")
    throw new AppError("conflict", `${name} is a ${source.kind} source: change its declarations there.`);
  return source;
}

function refuseErrors(problems: readonly SourceProblem[]): void {
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (!first) return;
  throw new AppError("invalid-input", `${problemLine(first)} Nothing was stored.`, {
    errors: errors
      .slice(0, 100)
      .map(({ file, line, column, message }) => ({ path: `${file}:${line}:${column}`, message })),
  });
}

async function clock(tx: Transaction): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
  return row?.now ?? new Date();
}

async function replaceFiles(
  tx: Transaction,
  name: string,
  files: readonly UploadedFile[],
  principalId: string,
  at: Date,
): Promise<void> {
  await tx.query("upload-remove", "delete from source_upload where source_name = $1", [name]);
  const paths = files.map((file) => file.path);
  const bytes = files.map((file) => Buffer.from(file.bytes));
  await tx.query("upload-insert", insertFiles, [name, paths, bytes, principalId, at]);
}

const insertFiles = `
insert into source_upload (source_name, path, bytes, uploaded_by, uploaded_at)
select $1, file.path, file.bytes, $4, $5 from unnest($2::text[], $3::bytea[]) as file(path, bytes)`;
