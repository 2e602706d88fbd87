"use server";
import type { Context } from "@/lib/context/context";
import { replayMessages } from "@/lib/outbox/replay-messages";
import { syncNow } from "@/lib/sources/request-sync";
import { filesOfForm } from "@/lib/sources/upload/form-files";
import { uploadFiles } from "@/lib/sources/upload/upload-files";
import { rotateKeys, withdrawKey } from "@/lib/tokens/withdraw-key";
import { action } from "../../_lib/action";

export const syncSourceNow = action(syncNow);
export const rotate = action(rotateKeys);
export const withdraw = action(withdrawKey);
export const replay = action(replayMessages);

export const previewUpload = action(async (ctx: Context, name: string, form: FormData) =>
  uploadFiles(ctx, name, await filesOfForm(form), { dryRun: true }),
);

export const upload = action(async (ctx: Context, name: string, form: FormData) =>
  uploadFiles(ctx, name, await filesOfForm(form), { dryRun: false }),
);
