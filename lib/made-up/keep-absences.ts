import type { Queryable } from "@/lib/db/pool";
import { insert } from "./insert";
import type { Employee } from "./people";

export async function keepAbsences(db: Queryable, people: readonly Employee[]): Promise<void> {
  await insert(db, "stand_in", absenceColumns, people.flatMap(absenceRows));
}

const absenceColumns = {
  id: "text",
  principal_id: "text",
  stand_in_id: "text",
  starts_at: "timestamptz",
  ends_at: "timestamptz",
  reason: "text",
  created_at: "timestamptz",
};

const absenceRows = ({ principal, absence }: Employee): Record<keyof typeof absenceColumns, unknown>[] =>
  absence
    ? [
        {
          id: absence.id,
          principal_id: principal.id,
          stand_in_id: absence.standIn.principal.id,
          starts_at: absence.from,
          ends_at: absence.to,
          reason: absence.reason,
          created_at: absence.namedAt,
        },
      ]
    : [];
