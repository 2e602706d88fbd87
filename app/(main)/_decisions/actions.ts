"use server";
import { decideRequests } from "@/lib/approvals/decide-requests";
import { action } from "../../_lib/action";

export const decide = action(decideRequests);
