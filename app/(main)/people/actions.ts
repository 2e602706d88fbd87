"use server";
import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import { action } from "../../_lib/action";

export const deactivate = action(deactivatePrincipal);
export const reactivate = action(reactivatePrincipal);
