"use server";
import { judgeEdit } from "@/lib/edits/judge-edit";
import { action } from "../../_lib/action";

export const judge = action(judgeEdit);
