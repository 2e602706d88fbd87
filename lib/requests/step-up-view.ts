import { z } from "zod";
import type { StepUp } from "@/lib/principals/step-up";

/** What a page or a program needs to send somebody through their issuer and back. */
export const stepUpViewSchema = z
  .strictObject({
    reason: z.string().describe("What the declaration asks for, and what the caller's sign-in lacks"),
    acrValues: z.array(z.string()).describe("Of these the sign-in must be of one class; empty: of any"),
    amrValues: z.array(z.array(z.string())).describe("Of each list one method must be used"),
    maxAgeSeconds: z.int().nullable(),
    askAnew: z.boolean().describe("Whether the issuer must ask even if it still knows who it is"),
  })
  .meta({ id: "StepUp", description: "A stronger sign-in (RFC 9470)" });

export type StepUpView = z.output<typeof stepUpViewSchema>;

export const stepUpView = (stepUp: (StepUp & { reason: string }) | null): StepUpView | null =>
  stepUp && {
    reason: stepUp.reason,
    acrValues: stepUp.acrValues,
    amrValues: stepUp.amrValues,
    maxAgeSeconds: stepUp.maxAgeSeconds,
    askAnew: stepUp.askAnew,
  };
