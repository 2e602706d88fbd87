/** An object as the stand-in keeps it; never changed once made. */
export interface StoredObject {
  apiVersion: "core.oam.dev/v1beta1";
  kind: "Application";
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    creationTimestamp: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields: unknown[];
  };
  spec: unknown;
  status: unknown;
}

/** `before` is what the object was until then: a watch with a selector needs both. */
export interface StoredEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  version: number;
  object: StoredObject;
  before: StoredObject | undefined;
}

interface Said {
  spec?: unknown;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Objects, versions and events as etcd and an API server keep them. */
export class TestApiStore {
  objects = new Map<string, StoredObject>();
  events: StoredEvent[] = [];
  version = 1000;
  /** Versions before this one are forgotten. */
  compacted = 1000;
  onEvent: (event: StoredEvent) => void = () => {};
  #uids = 0;

  /** Creates or changes; the generation moves with the spec only, as the API server's does. */
  put(path: string, said: Said): void {
    const before = this.objects.get(path);
    const [namespace = "", name = ""] = path.split("/");
    const spec = said.spec ?? before?.spec ?? { components: [] };
    const isNewSpec = JSON.stringify(spec) !== JSON.stringify(before?.spec);
    this.#write(path, before ? "MODIFIED" : "ADDED", {
      apiVersion: "core.oam.dev/v1beta1",
      kind: "Application",
      metadata: {
        ...(before?.metadata ?? this.#born(namespace, name)),
        generation: (before?.metadata.generation ?? 0) + (isNewSpec ? 1 : 0),
        ...(said.labels ? { labels: said.labels } : {}),
        ...(said.annotations ? { annotations: said.annotations } : {}),
      },
      spec,
      status: before?.status,
    });
  }

  /** What the controller writes all the time. */
  setStatus(path: string, status: unknown): void {
    const before = this.objects.get(path);
    if (before) this.#write(path, "MODIFIED", { ...before, status });
  }

  /** A delete that waits for a finalizer. */
  terminate(path: string): void {
    const before = this.objects.get(path);
    if (!before) return;
    const deletionTimestamp = before.metadata.deletionTimestamp ?? new Date().toISOString();
    const generation = before.metadata.generation + 1;
    this.#write(path, "MODIFIED", {
      ...before,
      metadata: { ...before.metadata, deletionTimestamp, generation },
    });
  }

  delete(path: string): void {
    const before = this.objects.get(path);
    if (before) this.#write(path, "DELETED", before);
  }

  /** etcd forgets what was: watches and pages of before now cannot go on. */
  compact(): void {
    this.compacted = this.version;
    this.events = [];
  }

  #born(namespace: string, name: string) {
    this.#uids += 1;
    return {
      name,
      namespace,
      uid: `uid-${this.#uids}`,
      resourceVersion: "",
      generation: 0,
      creationTimestamp: new Date().toISOString(),
      managedFields: [{ manager: "kubectl", operation: "Apply", fieldsV1: { "f:spec": {} } }],
    };
  }

  #write(path: string, type: StoredEvent["type"], written: StoredObject): void {
    this.version += 1;
    const before = this.objects.get(path);
    const object = {
      ...written,
      metadata: { ...written.metadata, resourceVersion: String(this.version) },
    };
    if (type === "DELETED") this.objects.delete(path);
    else this.objects.set(path, object);
    const event = { type, version: this.version, object, before };
    this.events.push(event);
    this.onEvent(event);
  }
}

/** What a list or a watch is about: a namespace or all, and one label "key=value" or none. */
export interface Selection {
  namespace: string | null;
  labelSelector: string | null;
}

export function isSelected(object: StoredObject | undefined, selection: Selection): object is StoredObject {
  if (!object || (selection.namespace !== null && object.metadata.namespace !== selection.namespace))
    return false;
  const [key = "", value] = (selection.labelSelector ?? "").split("=");
  return key === "" || object.metadata.labels?.[key] === value;
}

/** An event as a watch of this selection sees it: an object that leaves the selection is deleted for it. */
export function eventFor(
  event: StoredEvent,
  selection: Selection,
): { type: string; object: StoredObject } | null {
  const is = event.type !== "DELETED" && isSelected(event.object, selection);
  const was = isSelected(event.before, selection);
  if (!is && !was) return null;
  return { type: is ? (was ? "MODIFIED" : "ADDED") : "DELETED", object: event.object };
}
