// The same quotes as a reader of Hono's and Bun's documentation would serve them.
import { Database } from "bun:sqlite";
import { Hono } from "hono";

const database = new Database(process.env.BENCH_DATABASE, { readonly: true });
const JSON_COLUMNS = ["speakers", "reported_by", "about", "asserted_by", "citations"];

const shown = ({ speaker, ...quote }) => {
  for (const column of JSON_COLUMNS) quote[column] = JSON.parse(quote[column]);
  return quote;
};

const page = (condition, values, limit, offset = 0, order = "id", ranks = []) => {
  const { total } = database
    .query(`SELECT count(*) AS total FROM quote WHERE ${condition}`)
    .get(...values);
  const items = database
    .query(`SELECT * FROM quote WHERE ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...values, ...ranks, limit, offset);
  return { items: items.map(shown), total };
};

const app = new Hono();

app.get("/quotes", (c) => {
  const limit = Number(c.req.query("limit") ?? 50);
  const offset = Number(c.req.query("offset") ?? 0);
  const speaker = c.req.query("speaker");
  return c.json(speaker ? page("speaker = ?", [speaker], limit, offset) : page("1", [], limit, offset));
});

app.get("/quotes/:id", (c) => {
  const quote = database.query("SELECT * FROM quote WHERE id = ?").get(c.req.param("id"));
  return quote ? c.json(shown(quote)) : c.notFound();
});

app.get("/search", (c) => {
  const words = c.req.query("q").split(" ").map((word) => `%${word}%`);
  const limit = Number(c.req.query("limit") ?? 50);
  const like = words.map(() => "(text LIKE ?)");
  // Those with the most words come first.
  return c.json(page(like.join(" OR "), words, limit, 0, `${like.join(" + ")} DESC, id`, words));
});

export default { hostname: "127.0.0.1", port: Number(process.env.PORT), fetch: app.fetch };
