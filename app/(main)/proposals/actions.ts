"use server";
import { decideProposal } from "@/lib/proposals/decide-proposal";
import { proposeAgain } from "@/lib/proposals/propose-again";
import { action } from "../../_lib/action";

export const decide = action(decideProposal);
export const askAgain = action(proposeAgain);
