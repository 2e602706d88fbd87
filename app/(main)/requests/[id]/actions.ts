"use server";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { completeReview } from "@/lib/reviews/complete-review";
import { action } from "../../../_lib/action";

export const cancel = action(cancelRequest);
export const review = action(completeReview);
