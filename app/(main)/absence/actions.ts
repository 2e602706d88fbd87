"use server";
import { endStandIn } from "@/lib/stand-ins/end-stand-in";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { action } from "../../_lib/action";

export const name = action(nameStandIn);
export const end = action(endStandIn);
