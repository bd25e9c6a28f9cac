// Swagger UI in our colours, and what it leaves out for people who use a keyboard or a screen reader.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

/** A link in a button cannot be reached, and every part and field needs a name of its own. */
function mend(root) {
  for (const link of root.querySelectorAll(".opblock-summary-control a[href]")) link.removeAttribute("href");
  const introduction = root.querySelector(".information-container");
  introduction?.setAttribute("role", "region");
  introduction?.setAttribute("aria-label", "Introduction");
  for (const table of root.querySelectorAll("[role=region][id]:not([aria-label])")) {
    table.setAttribute("aria-label", table.id.replaceAll("_", " "));
  }
  for (const box of root.querySelectorAll("select:not([aria-label]), input:not([aria-label], [id]), textarea:not([aria-label])")) {
    const row = box.closest("tr")?.querySelector(".parameter__name, .response-col_status");
    box.setAttribute("aria-label", row?.firstChild?.textContent || box.getAttribute("placeholder") || "Media type");
  }
  for (const code of root.querySelectorAll("pre:not([tabindex])")) code.tabIndex = 0;
}

window.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("#swagger");
  new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger",
    validatorUrl: null,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    filter: false,
    tryItOutEnabled: false,
    syntaxHighlight: { activated: false },
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
});
