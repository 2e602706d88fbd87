"use server";
import { createRequest } from "@/lib/requests/create-request";
import { findBeneficiaries } from "@/lib/requests/find-beneficiaries";
import { previewRequest } from "@/lib/requests/preview-request";
import { action } from "../../_lib/action";

export const people = action(findBeneficiaries);
export const ask = action(createRequest);
export const preview = action(previewRequest);
