"use server";
import { action } from "@/app/_lib/action";
import { endDelegation } from "@/lib/delegations/end-delegation";
import { mintForGrant } from "@/lib/tokens/mint-for-grant";

export const mintToken = action(mintForGrant);
export const endActing = action(endDelegation);
