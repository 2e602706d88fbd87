import { csvLine } from "@/lib/audit/csv";
import type { Context } from "@/lib/context/context";
import { parseInput } from "@/lib/input/parse-input";
import { getInsight } from "./get-insight";
import { insightTableSchema } from "./schema";
import { tables } from "./tables";

/** One table behind the charts as CSV, seconds as they are. Refuses as `getInsight` does. */
export async function exportInsight(
  ctx: Context,
  input: unknown,
): Promise<{ fileName: string; text: string }> {
  const { table, ...rest } = parseInput(insightTableSchema, input);
  const view = await getInsight(ctx, { ...rest, from: rest.from?.toISOString(), to: rest.to?.toISOString() });
  const { head, rows } = tables[table](view);
  const lines = [head, ...rows].map((cells) =>
    csvLine(cells.map((cell) => (cell === null ? "" : String(cell)))),
  );
  const days = `${view.from.slice(0, 10)}-to-${view.to.slice(0, 10)}`;
  return { fileName: `daypass-insight-${table}-${days}.csv`, text: lines.join("") };
}
