// Call every operation through the functions of orval.
import { readFileSync } from "node:fs";
import * as generated from "./generated";

const [, file] = process.argv.slice(2);
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

for (const call of JSON.parse(readFileSync(file, "utf8"))) {
  const values = [...Object.values(call.path_arguments), ...(Object.keys(call.query).length ? [call.query] : [])];
  const { data, status } = await (generated as any)[camel(call.operation)](...values);
  if (status !== 200) throw new Error(`${call.operation}: ${status}`);
  console.log(call.operation, data.total ?? "");
}
