// Enhancements only: every page works without this module.

const PAUSE = 120;
const SHOWN = 8;

const spoken = document.createElement("p");
spoken.className = "hidden";
spoken.role = "status";

for (const box of document.querySelectorAll(".copyable")) {
  const text = box.querySelector("pre");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${text.getAttribute("aria-label")}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    button.textContent = "Copied";
    document.body.append(spoken);
    // Screen readers announce what changes in a region that they know already.
    setTimeout(() => (spoken.textContent = `Copied: ${text.getAttribute("aria-label")}`), 100);
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  if (navigator.clipboard) box.append(button);
}

for (const form of document.querySelectorAll("[data-search]")) suggest(form);

function suggest(form) {
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.role = "listbox";
  list.ariaLabel = "Suggestions";
  form.append(list);
  input.role = "combobox";
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asking = new AbortController();
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
    const option = list.children[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const show = (hits) => {
    list.replaceChildren(...hits.map(optionOf));
    input.setAttribute("aria-expanded", String(hits.length > 0));
    choose(-1);
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const words = input.value.trim();
    if (!words) return show([]);
    try {
      const query = new URLSearchParams({ q: words, limit: SHOWN });
      if (form.dataset.search) query.set("prefix", form.dataset.search);
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
  const option = document.createElement("li");
  option.id = `suggestion-${place}`;
  option.role = "option";
  const name = document.createElement("span");
  name.textContent = hit.kind === "observation" ? hit.statement : hit.name;
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.textContent = { statistic: "numbers", observation: "number" }[hit.kind] ?? hit.kind;
  option.append(name, kind);
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => location.assign(`/explore${hit.url}`));
  return option;
}
