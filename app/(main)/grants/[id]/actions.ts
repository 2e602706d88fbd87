"use server";
import { action } from "@/app/_lib/action";
import { mintForGrant } from "@/lib/tokens/mint-for-grant";

export const mintToken = action(mintForGrant);
