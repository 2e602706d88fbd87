import type { SourceConfig } from "@/lib/config/config";
import type { Runtime } from "@/lib/runtime/runtime";
import { openFolder } from "./folder/open-folder";
import { openGit } from "./git/open-git";
import { openCluster } from "./kubernetes/open-cluster";
import type { OpenSource } from "./source";
import { openUpload } from "./upload/open-upload";

/** Makes a source readable, whatever its kind. Nothing is read yet. */
export function openSource(source: SourceConfig, runtime: Runtime): OpenSource {
  switch (source.kind) {
    case "folder":
      return openFolder(source, runtime.log);
    case "git":
      return openGit(source, runtime.config.cacheFolder);
    case "kubernetes":
      return openCluster(source, { log: runtime.log });
    case "upload":
      return openUpload(source, runtime.pool);
  }
}
