import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { formats } from "./export-formats";
import { type Place, placeOf } from "./place";
import { countMatching, readEvents } from "./queries";
import { type AuditFilter, exportAuditSchema } from "./schema";
import { type AuditEventView, auditEventView } from "./view";

export interface AuditExport {
  contentType: string;
  fileName: string;
  body: ReadableStream<Uint8Array>;
}

const batch = 1_000;

/**
 * Everything that the filters match and the caller may see, newest first, as of now. `audit.exported` is written before the
 * first byte leaves: it has to be on record even if the reader hangs up before the end. Its row count is counted before,
 * up to 100,000. The body reads on only as fast as it is taken, in batches, with no transaction open in between.
 */
export async function exportAuditEvents(ctx: Context, input: unknown): Promise<AuditExport> {
  const { format, ...filter } = parseInput(exportAuditSchema, input);
  const viewer = await viewerOf(ctx.runtime.pool, ctx);
  const { count, more } = await countMatching(ctx, viewer, filter);
  const start = await recordExport(ctx, { format, filters: plain(filter), rows: count, moreRows: more });
  const { contentType, extension, head, line } = formats[format];
  return {
    contentType,
    fileName: `daypass-audit-${start.at.slice(0, 19).replaceAll(":", "-")}.${extension}`,
    body: streamOf(ctx, { viewer, filter, start, head, line }),
  };
}

const plain = (filter: AuditFilter) =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : value,
    ]),
  );

/** Writes the event and gives its place, which is where the export begins. */
function recordExport(ctx: Context, detail: Record<string, unknown>): Promise<Place> {
  return transact(ctx, "audit.exported", async (tx) => {
    const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
    if (!row) throw new Error("the database always knows the time");
    await tx.audit(row.now, [{ action: "audit.exported", detail }]);
    const [own] = await tx.query<{ position: string }>("export-position", ownPosition);
    return { at: row.now.toISOString(), position: own?.position ?? "0" };
  });
}

const ownPosition = "select currval('audit_event_position_seq')::text as position";

interface Reading {
  viewer: Viewer;
  filter: AuditFilter;
  start: Place;
  head: string;
  line(event: AuditEventView): string;
}

function streamOf(ctx: Context, { viewer, filter, start, head, line }: Reading): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  // What happens from here on, this export's own event first of all, is not in it.
  let beyond: Place | null = start;
  let text = head;
  return new ReadableStream(
    {
      async pull(controller) {
        if (beyond === null) return controller.close();
        const rows = await readEvents(ctx, { viewer, filter, towards: "older", beyond, limit: batch });
        const last = rows.at(-1);
        beyond = rows.length < batch || !last ? null : placeOf(last);
        text += rows.map((row) => line(auditEventView(row))).join("");
        if (text !== "") controller.enqueue(encoder.encode(text));
        text = "";
        if (beyond === null) controller.close();
      },
    },
    // Nothing is read ahead of who takes it.
    { highWaterMark: 0 },
  );
}
