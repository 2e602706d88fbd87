"use server";
import { createCredential, revokeCredential } from "@/lib/services/credentials";
import { action } from "../../_lib/action";

export const createServiceCredential = action(createCredential);
export const revokeServiceCredential = action(revokeCredential);
