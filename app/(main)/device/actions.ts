"use server";
import { answerDevice } from "@/lib/tokens/answer-device";
import { action } from "../../_lib/action";

export const answer = action(answerDevice);
