"use server";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { action } from "../../../_lib/action";

export const cancel = action(cancelRequest);
