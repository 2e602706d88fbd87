"use server";
import { setPreferences } from "@/lib/notifications/set-preferences";
import { action } from "../../_lib/action";

export const savePreferences = action(setPreferences);
