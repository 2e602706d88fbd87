import { AppError } from "@/lib/errors/app-error";
import type { IdentityView } from "@/lib/principals/identity-view";

/** The identity with the answer about `group`; a group that cannot be one is told at its field, and the rest is shown. */
export async function readIdentity(
  read: (input: { group?: string }) => Promise<IdentityView>,
  group: string | undefined,
): Promise<{ identity: IdentityView; problem: string | null }> {
  try {
    return { identity: await read(group ? { group } : {}), problem: null };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "invalid-input")) throw error;
    return { identity: await read({}), problem: "Name a group, like finance or group:default/finance." };
  }
}
