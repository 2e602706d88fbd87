"use server";
import { decideRequest } from "@/lib/approvals/decide-request";
import { action } from "../../_lib/action";

export const decide = action(decideRequest);
