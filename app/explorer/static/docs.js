// Swagger UI in our colours, and what it leaves out for people who use a keyboard or a screen reader.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

/** A link in a button cannot be reached, and every part and field needs a name of its own. */
function mend(root) {
  for (const link of root.querySelectorAll(".opblock-summary-control a[href]")) {
    link.removeAttribute("href");
    link.setAttribute("role", "none");
  }
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

const USUAL = /^(2..|404|422)$/;

/** The document with the usual responses of each operation; those that any request may get are named. */
function shortened(api) {
  const responses = api.components.responses;
  const named = (status, response) => {
    const problem = responses[response.$ref?.split("/").at(-1)];
    const type = problem?.content?.["application/problem+json"]?.example?.type;
    const name = `${status} ${problem?.description ?? response.description}`;
    return type ? `[${name}](${type})` : name;
  };
  const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
  for (const operation of operations.filter((one) => one.responses)) {
    const others = Object.entries(operation.responses).filter(([status]) => !USUAL.test(status));
    const list = others.map(([status, response]) => named(status, response)).join(", ");
    if (list) operation.description = `${operation.description ?? ""}\n\nLess usual responses: ${list}.`;
    for (const [status] of others) delete operation.responses[status];
  }
  for (const response of Object.values(responses)) delete response.headers;
  return api;
}

/** Swagger UI's own layout has a main element, and so has the page. */
const withoutMain = ({ React: { createElement } }) => ({
  components: {
    PlainLayout: ({ getComponent }) =>
      createElement(
        "div",
        { className: "swagger-ui" },
        createElement(getComponent("InfoContainer", true)),
        createElement(getComponent("operations", true)),
      ),
  },
});

window.addEventListener("DOMContentLoaded", async () => {
  const root = document.querySelector("#swagger");
  new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    spec: shortened(await (await fetch("/openapi.json")).json()),
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
    plugins: [withoutMain],
    layout: "PlainLayout",
  });
});
