"use server";
import { markFavourite, unmarkFavourite } from "@/lib/favourites/mark-favourite";
import { createCredential, revokeCredential } from "@/lib/services/credentials";
import { action } from "../../_lib/action";

export const createServiceCredential = action(createCredential);
export const revokeServiceCredential = action(revokeCredential);
export const mark = action(markFavourite);
export const unmark = action(unmarkFavourite);
