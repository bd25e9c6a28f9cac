// Enhancements only: every page works without this module.

const PAUSE = 120;
const SHOWN = 8;

/** An element with these properties and this content. */
export function make(name, properties, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

const spoken = make("p", { className: "hidden", role: "status" });

for (const box of navigator.clipboard ? document.querySelectorAll(".copyable") : []) {
  const text = box.querySelector("pre");
  const label = text.getAttribute("aria-label");
  const button = make("button", { type: "button", ariaLabel: `Copy: ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    button.textContent = "Copied";
    document.body.append(spoken);
    // Screen readers announce what changes in a region that they know already.
    setTimeout(() => (spoken.textContent = `Copied: ${label}`), 100);
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  box.append(button);
}

for (const form of document.querySelectorAll("form.search")) suggest(form);

function suggest(form) {
  const input = form.querySelector("input");
  const list = make("ul", { className: "suggestions", id: "suggestions", role: "listbox", ariaLabel: "Suggestions" });
  form.append(list);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asking = new AbortController();
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, n) => (option.ariaSelected = String(n === place)));
    list.children[place]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[place]?.id ?? "");
  };
  const show = (hits) => {
    list.replaceChildren(...hits.map(optionOf));
    input.ariaExpanded = String(hits.length > 0);
    choose(-1);
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const words = input.value.trim();
    if (!words) return show([]);
    try {
      const query = new URLSearchParams({ q: words, limit: SHOWN, prefix: true });
      const answer = await fetch(`/search?${query}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      show(answer.ok ? (await answer.json()).items : []);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else if (event.key === "ArrowDown" && count) choose((chosen + 1) % count);
    else if (event.key === "ArrowUp" && count) choose(chosen <= 0 ? count - 1 : chosen - 1);
    else return;
    event.preventDefault();
    // A response that is still on its way must not undo the choice.
    clearTimeout(timer);
    asking.abort();
  });
  input.addEventListener("blur", () => setTimeout(() => show([]), 150));
}

function optionOf(hit, place) {
  const name = hit.kind === "observation" ? hit.statement : hit.name;
  const kind = { statistic: "numbers", observation: "number" }[hit.kind] ?? hit.kind;
  const option = make(
    "li",
    { id: `suggestion-${place}`, role: "option" },
    make("span", {}, name),
    make("span", { className: "kind" }, kind),
  );
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => location.assign(`/explore${hit.url}`));
  return option;
}
