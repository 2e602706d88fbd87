"use server";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { createRequest } from "@/lib/requests/create-request";
import { draftExtension } from "@/lib/requests/extension-draft";
import { action } from "../../_lib/action";

export const revoke = action(revokeGrant);
export const draft = action(draftExtension);
export const extend = action(createRequest);
