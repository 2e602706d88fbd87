"use server";
import { decideRequests } from "@/lib/approvals/decide-requests";
import { claimRequest } from "@/lib/requests/claim-request";
import { releaseClaim } from "@/lib/requests/release-claim";
import { action } from "../../_lib/action";

export const decide = action(decideRequests);
export const claim = action(claimRequest);
export const release = action(releaseClaim);
