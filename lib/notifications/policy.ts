import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";

/** Notifications are for the one whom they were written to, and nobody else: not for admins either. */
export function readerOf({ actor }: Context): Principal {
  if (actor.kind === "system") throw new AppError("forbidden", "Daypass itself is told nothing.");
  return actor.principal;
}
