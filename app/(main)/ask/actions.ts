"use server";
import { createRequest } from "@/lib/requests/create-request";
import { previewRequest } from "@/lib/requests/preview-request";
import { action } from "../../_lib/action";

export const ask = action(createRequest);
export const preview = action(previewRequest);
