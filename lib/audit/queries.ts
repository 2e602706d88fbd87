import type pg from "pg";
import type { Context } from "@/lib/context/context";
import { decodeCursor, foreignCursor, type Page, toPage } from "@/lib/db/cursor";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { countEvents } from "./count-events";
import { type Place, placeOf } from "./place";
import type { AuditRow } from "./row";
import { type AuditFilter, countAuditSchema, listAuditSchema } from "./schema";
import { type Selection, selectEvent, selectEvents } from "./select-events";
import {
  type AuditCount,
  type AuditEventDetail,
  type AuditEventView,
  auditEventDetail,
  auditEventView,
} from "./view";

/** Newest first. Unknown filters are refused. */
export async function listAuditEvents(ctx: Context, input: unknown): Promise<Page<AuditEventView>> {
  const { cursor, limit, ...filter } = parseInput(listAuditSchema, input);
  const beyond = beyondOf(cursor);
  const viewer = await viewerOf(ctx.runtime.pool, ctx);
  const rows = await readEvents(ctx, { viewer, filter, towards: "older", beyond, limit: limit + 1 });
  return toPage(rows, limit, (row) => [row.at.toISOString(), row.position], auditEventView);
}

const neighbours = 3;

/** Throws `not-found` for what does not exist and for what the caller may not see. */
export async function getAuditEvent(ctx: Context, id: string): Promise<AuditEventDetail> {
  const { pool } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
  const [row] = isId.test(id) ? (await pool.query<AuditRow>(selectEvent(viewer, id))).rows : [];
  if (!row) throw new AppError("not-found", "No event with this id is visible to you.");
  const around = {
    viewer,
    filter: {},
    beyond: placeOf(row),
    limit: neighbours,
  };
  const [newer, older] = await Promise.all([
    readEvents(ctx, { ...around, towards: "newer" }),
    readEvents(ctx, { ...around, towards: "older" }),
  ]);
  return auditEventDetail(row, newer.reverse(), older);
}

/** Counts what the filters match, up to `most`: a whole log of millions is never counted for a page. */
export async function countAuditEvents(ctx: Context, input: unknown, most?: number): Promise<AuditCount> {
  const filter = parseInput(countAuditSchema, input);
  return countMatching(ctx, await viewerOf(ctx.runtime.pool, ctx), filter, most);
}

export async function countMatching(
  ctx: Context,
  viewer: Viewer,
  filter: AuditFilter,
  most = 100_000,
): Promise<AuditCount> {
  const [row] = await ask<{ count: number }>(ctx, countEvents(viewer, filter, most));
  const count = row?.count ?? 0;
  return { count: Math.min(count, most), more: count > most };
}

/** The rows of a stretch of the log, for lists, neighbours and exports alike. */
export function readEvents(ctx: Context, selection: Selection): Promise<AuditRow[]> {
  return ask<AuditRow>(ctx, selectEvents(selection));
}

async function ask<R extends pg.QueryResultRow>(ctx: Context, query: pg.QueryConfig): Promise<R[]> {
  try {
    return (await ctx.runtime.pool.query<R>(query)).rows;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === queryCanceled)
      throw new AppError(
        "unavailable",
        "Too many events have to be looked at for these filters. Add a time range, a service or a person.",
      );
    throw error;
  }
}

const queryCanceled = "57014";
const isId = /^evt_[0-9a-z]{26}$/;

/** Throws `invalid-input` for a cursor of another list. */
function beyondOf(cursor: string | undefined): Place | undefined {
  const keys = decodeCursor(cursor, 2);
  if (!keys) return undefined;
  const [at = "", position = ""] = keys;
  if (!isInstant.test(at) || Number.isNaN(Date.parse(at)) || !isPosition.test(position))
    throw foreignCursor();
  return { at, position };
}

const isInstant = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isPosition = /^\d{1,18}$/;
