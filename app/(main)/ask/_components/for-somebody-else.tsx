"use client";
import { useEffect, useId, useState } from "react";
import { Field, Input } from "@/components/ui/field";
import { people } from "../actions";
import type { Draft } from "./draft";

interface Person {
  id: string;
  name: string;
  ref: string | null;
}

const settleMs = 200;

/** Finds people by name as one types. What stands in the field is what is asked for: a reference, or the id of who has none. */
export function ForSomebodyElse({
  draft,
  change,
  problem,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problem: string | null;
}) {
  const list = useId();
  const [found, setFound] = useState<Person[]>([]);
  const { service, role, beneficiary: text = "" } = draft;
  const chosen = found.find((person) => nameOf(person, found) === text);
  useEffect(() => {
    let outdated = false;
    const timer = setTimeout(async () => {
      const answer = await people({ service, role, q: text });
      if (!outdated && answer.ok) setFound(answer.value.items);
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [service, role, text]);
  return (
    <Field
      label="For somebody else"
      hint={`${chosen ? `${chosen.name} gets the access, and is told.` : "They get the access, and are told."} Neither of you can approve it. Empty: for yourself.`}
      error={problem}
    >
      {(ids) => (
        <>
          <Input
            {...ids}
            list={list}
            autoComplete="off"
            placeholder="Name"
            value={text}
            onChange={(event) => change({ beneficiary: event.target.value || undefined })}
          />
          <datalist id={list}>
            {found.map((person) => (
              <option key={person.id} value={nameOf(person, found)} label={person.name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

/** A reference that several have names nobody. */
const nameOf = ({ id, ref }: Person, others: readonly Person[]) =>
  ref !== null && others.filter((other) => other.ref === ref).length === 1 ? ref : id;
