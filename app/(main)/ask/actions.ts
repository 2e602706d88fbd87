"use server";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { createBundle } from "@/lib/requests/create-bundle";
import { createRequest } from "@/lib/requests/create-request";
import { findBeneficiaries } from "@/lib/requests/find-beneficiaries";
import { previewBundle } from "@/lib/requests/preview-bundle";
import { previewRequest } from "@/lib/requests/preview-request";
import { getService } from "@/lib/services/queries";
import { action } from "../../_lib/action";
import { anotherOf } from "./_components/another";

export const people = action(findBeneficiaries);
export const ask = action(createRequest);
export const askTogether = action(createBundle);
export const preview = action(previewRequest);
export const previewEach = action(previewBundle);

/** A further role for the form, with the places where it can be had. */
export const another = action(
  async (ctx: Context, place: { service: string; role: string; environment: string | null }) => {
    const found = anotherOf(await getService(ctx, String(place.service)), place);
    if (!found)
      throw new AppError(
        "not-requestable",
        "It is no longer there, or is for emergencies, which are taken one at a time.",
      );
    return found;
  },
);
