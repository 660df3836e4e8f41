// Scores what run.cjs found against a gold file of measures: a gold record is
// found if a result overlaps its span and has its value in the same unit of
// account (1.2 with 万人 and 12000 with 人 are taken as equal); prints P, R, F1.
const fs = require("fs");
const lines = (f) => fs.readFileSync(f, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));
const gold = lines(process.argv[2]).filter((g) => g.type === "measure");
const found = lines(process.argv[3]);
const factors = { 万亿: 1e12, 千亿: 1e11, 百亿: 1e10, 亿: 1e8, 千万: 1e7, 百万: 1e6, 万: 1e4, 千: 1e3, 百: 1e2 };
const size = (g) => {
  for (const [word, f] of Object.entries(factors)) if (g.unit.startsWith(word)) return g.value * f;
  return g.value;
};
const near = (a, b) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
const used = new Set();
let right = 0;
for (const g of gold) {
  const k = found.findIndex((f, i) => !used.has(i) && f.start < g.end && g.start < f.end &&
    [g.value, -g.value, size(g), -size(g)].some((v) => near(f.value, v)));
  if (k >= 0) {
    used.add(k);
    right++;
  }
}
const p = right / found.length, r = right / gold.length;
console.log(`P ${p.toFixed(4)} R ${r.toFixed(4)} F1 ${((2 * p * r) / (p + r)).toFixed(4)} (${right} of ${found.length} found, ${gold.length} gold)`);
