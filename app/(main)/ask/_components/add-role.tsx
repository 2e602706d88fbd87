"use client";
import { Plus } from "lucide-react";
import { useEffect, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import type { ServiceView } from "@/lib/services/view";
import { another } from "../actions";
import type { Another } from "./another";

type Found = Pick<ServiceView, "ref" | "title" | "roles">;

const settleMs = 150;
const mostShown = 12;

/** Folded away until it is wanted: finds a further role by its service, or one of the same service. */
export function AddRole({
  own,
  environment,
  isTaken,
  onAdd,
}: {
  own: Found;
  environment: string | null;
  isTaken: (service: string, role: string) => boolean;
  onAdd: (another: Another) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [adding, startAdding] = useTransition();
  useEffect(() => {
    if (!query.trim()) return setFound([]);
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await fetch(`/api/v1/services?limit=8&q=${encodeURIComponent(query)}`, {
        signal: controller.signal,
      }).catch(() => null);
      if (answer?.ok) setFound((await answer.json()).items);
    }, settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);

  if (!isOpen)
    return (
      <Button look="quiet" size="sm" className="-ml-2.5 w-fit" onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-4" />
        Add another role
      </Button>
    );
  const roles = (query.trim() ? found : [own])
    .flatMap((service) => service.roles.map((role) => ({ service, role })))
    .filter(({ service, role }) => role.requestable && !isTaken(service.ref, role.name))
    .slice(0, mostShown);
  const add = (service: string, role: string) =>
    startAdding(async () => {
      const answer = await another({ service, role, environment });
      if (!answer.ok) return setProblem(answer.problem.detail);
      setProblem(null);
      setQuery("");
      setOpen(false);
      onAdd(answer.value);
    });
  return (
    <div className="grid gap-2 rounded-lg border border-line border-dashed p-3">
      <Field label="Which other role?" hint="Of this service, or type the name of another." error={problem}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            autoComplete="off"
            placeholder="Service"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              // Enter would send the form around it.
              if (event.key === "Enter") event.preventDefault();
              if (event.key === "Escape") setOpen(false);
            }}
          />
        )}
      </Field>
      <ul aria-label="Roles to add" className="grid">
        {roles.map(({ service, role }) => (
          <li key={`${service.ref}/${role.name}`}>
            <button
              type="button"
              disabled={adding}
              onClick={() => add(service.ref, role.name)}
              className="flex w-full cursor-pointer flex-wrap items-baseline gap-x-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-sunken"
            >
              <span className="font-medium">{role.title}</span>
              <span className="text-[13px] text-muted">{service.title}</span>
            </button>
          </li>
        ))}
      </ul>
      {roles.length === 0 ? (
        <p className="text-muted text-sm">
          {query.trim()
            ? "No role that you may ask for is there."
            : "This service has no other role for you."}
        </p>
      ) : null}
      <Button look="quiet" size="sm" className="w-fit" onClick={() => setOpen(false)}>
        Not now
      </Button>
    </div>
  );
}
