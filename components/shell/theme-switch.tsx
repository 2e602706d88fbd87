"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { cn } from "@/components/ui/cn";
import { type Theme, themeCookie, themes } from "./theme";

const looks = {
  system: { icon: Monitor, word: "As the system" },
  light: { icon: Sun, word: "Light" },
  dark: { icon: Moon, word: "Dark" },
};

/** The choice is a cookie, so the first byte of a page has it already. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const change = (next: Theme) => {
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
    setTheme(next);
  };
  return (
    <fieldset className="flex rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">Colours</legend>
      {themes.map((each) => {
        const { icon: Icon, word } = looks[each];
        return (
          <button
            key={each}
            type="button"
            aria-pressed={theme === each}
            aria-label={word}
            title={word}
            onClick={() => change(each)}
            className={cn(
              "grid size-7 cursor-pointer place-items-center rounded text-muted hover:text-ink",
              theme === each && "bg-hover text-ink",
            )}
          >
            <Icon aria-hidden className="size-3.5" />
          </button>
        );
      })}
    </fieldset>
  );
}
