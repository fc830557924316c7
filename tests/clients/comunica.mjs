/* Asks an endpoint the queries that come as a JSON list on standard input, and writes what Comunica finds: for each query
   a list of rows, each a list of values in the order of the names, null where a name is unbound.
   Use: node comunica.mjs ADDRESS < queries.json */
import { QueryEngine } from "@comunica/query-sparql";

let given = "";
for await (const piece of process.stdin) given += piece;
const engine = new QueryEngine();
const source = { type: "sparql", value: process.argv[2] };
const answers = [];
for (const query of JSON.parse(given)) {
  const found = await engine.query(query, { sources: [source] });
  const names = (await found.metadata()).variables.map((one) => one.variable ?? one);
  const rows = [];
  for await (const row of await found.execute()) rows.push(names.map((name) => row.get(name)?.value ?? null));
  answers.push(rows);
}
process.stdout.write(JSON.stringify(answers));
