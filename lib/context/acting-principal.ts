import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import type { Context } from "./context";

/** The person or workload behind a call; throws `forbidden` where Daypass itself acts. */
export function actingPrincipal({ actor }: Context): Principal {
  if (actor.kind === "system") throw new AppError("forbidden", "Only a person or a workload calls this.");
  return actor.principal;
}
