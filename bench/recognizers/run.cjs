// Times @microsoft/recognizers-text-suite (Chinese: number, percentage,
// currency, dimension) on one text and prints start, end and value of what it
// finds, one JSON object a line; the time goes to standard error.
const fs = require("fs");
const R = require("@microsoft/recognizers-text-suite");
const text = fs.readFileSync(process.argv[2], "utf8");
const culture = R.Culture.Chinese;
const began = process.hrtime.bigint();
const found = [
  ...R.recognizeNumber(text, culture),
  ...R.recognizePercentage(text, culture),
  ...R.recognizeCurrency(text, culture),
  ...R.recognizeDimension(text, culture),
];
const ms = Number(process.hrtime.bigint() - began) / 1e6;
console.error(`recognizers ${ms.toFixed(1)} ms`);
const points = new Int32Array(text.length + 1); // UTF-16 index to code point
for (let i = 0, n = 0; i < text.length; i++) {
  points[i] = n;
  const c = text.charCodeAt(i);
  if (c < 0xdc00 || c > 0xdfff) n++;
  points[i + 1] = n;
}
// the longest result at each place wins, as a reader of its output would do
found.sort((a, b) => a.start - b.start || b.end - a.end);
let last = -1;
for (const f of found) {
  if (f.start <= last) continue;
  last = f.end;
  const value = f.resolution && f.resolution.value;
  console.log(JSON.stringify({ type: "measure", start: points[f.start], end: points[f.end + 1], text: f.text, value: parseFloat(value), unit: (f.resolution && f.resolution.unit) || "" }));
}
