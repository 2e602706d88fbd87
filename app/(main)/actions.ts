"use server";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { Context } from "@/lib/context/context";
import { markRead } from "@/lib/notifications/mark-read";
import { sessionCookieName } from "@/lib/principals/session";
import { sharedRuntime } from "@/lib/runtime/runtime";
import { action } from "../_lib/action";

/** Ends the session in this browser. The next sign-in asks the provider again who it is. */
export async function signOut(): Promise<void> {
  (await cookies()).delete(sessionCookieName(sharedRuntime().config));
  redirect("/signin?signedOut=1");
}

export const readNotifications = action(async (ctx: Context, input: { ids?: string[] }) => {
  const answer = await markRead(ctx, input);
  revalidatePath("/", "layout");
  return answer;
});
