"use server";
import { commentOnRequest } from "@/lib/comments/comment-on-request";
import { listMentionable } from "@/lib/comments/list-mentionable";
import { action } from "../../_lib/action";

export const comment = action(commentOnRequest);
export const findMentionable = action(listMentionable);
