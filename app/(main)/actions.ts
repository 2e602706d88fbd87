"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { sessionCookieName } from "@/lib/principals/session";
import { sharedRuntime } from "@/lib/runtime/runtime";

/** Ends the session in this browser. The next sign-in asks the provider again who it is. */
export async function signOut(): Promise<void> {
  (await cookies()).delete(sessionCookieName(sharedRuntime().config));
  redirect("/signin?signedOut=1");
}
