// Read facts, a quote and a series through openapi-fetch, every member typed.
import createClient from "openapi-fetch";
import type { paths } from "./generated";

const client = createClient<paths>({ baseUrl: process.argv[2] });

const facts = await client.GET("/facts", { params: { query: { about: ["xi-jinping"], limit: 3 } } });
if (!facts.data) throw new Error("no facts");
const statement: string = facts.data.items[0].statement;
const exact: boolean = facts.data.total_exact;

const id = "parade-attendance";
const rows = await client.GET("/statistics/{id}/observations", { params: { path: { id } } });
if (!rows.data) throw new Error("no rows");
const values = rows.data.items.map((row) => row.value ?? row.lower);
console.log(statement.length > 0, exact, values.length);
