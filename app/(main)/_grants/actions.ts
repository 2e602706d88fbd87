"use server";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { action } from "../../_lib/action";

export const revoke = action(revokeGrant);
