// The explorer: what a method's parameters and depth do to its residual polynomial, its expected loss and its gates.
// The page holds the data: coefficients as functions of the parameters, the spectrum of prompts, the exact optima.
"use strict";
const data = JSON.parse(document.getElementById("explorer-data").textContent);
const names = data.parameters.map(parameter => parameter.name);
const coefficients = data.forms.map(rows => new Function(...names.map(name => "$" + name), `"use strict"; ${data.letters}return [${
  rows.map(row => `[${row.join(",")}]`).join(",")}];`));
const state = { layers: data.layers, values: data.parameters.map(parameter => parameter.value) };
const element = id => document.getElementById(id);
const text = value => !Number.isFinite(value) ? "not finite" : Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
  ? value.toExponential(3) : String(Number(value.toPrecision(5)));

/** p_0(h), …, p_L(h) by the recurrence p_{l+1} = p_l − Σ_j C_{l,j} h p_j. */
function residuals(form, h) {
  const p = [1];
  for (const row of form) {
    p.push(row.reduce((sum, c, j) => sum - c * h * p[j], p[p.length - 1]));
  }
  return p;
}

/** E tr p(H)², exact but for rounding: a quadrature of the degree that is needed. */
const loss = form => data.nodes.reduce((sum, h, i) => sum + data.weights[i] * residuals(form, h)[form.length] ** 2, 0);
const polynomial = (c, h) => c.reduceRight((sum, value) => sum * h + value, 0);

const frame = { width: 640, height: 330, left: 52, right: 16, top: 12, bottom: 38 };
const inner = { width: frame.width - frame.left - frame.right, height: frame.height - frame.top - frame.bottom };

function path(points) {
  let started = false;
  return points.map(([x, y]) => {
    if (!Number.isFinite(y)) { started = false; return ""; }
    const step = `${started ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    started = true;
    return step;
  }).join("");
}

function drawResidual(form) {
  const [low, high] = [-6, 2];
  const end = data.density[data.density.length - 1][0];
  const x = h => frame.left + inner.width * h / end;
  const y = value => {
    const exponent = Math.log10(Math.max(Math.abs(value), 1e-12));
    return exponent > high ? NaN : frame.top + inner.height * (high - Math.max(exponent, low)) / (high - low);
  };
  const floor = frame.top + inner.height;
  const peak = Math.max(...data.density.map(([, value]) => value));
  const area = data.density.map(([h, value]) => [x(h), floor - 0.45 * inner.height * value / peak]);
  const optimum = data.optima[state.layers - 1].polynomial;
  const grid = Array.from({ length: 481 }, (_, i) => end * i / 480);
  const ticks = [];
  for (let exponent = low; exponent <= high; exponent += 2) {
    ticks.push(`<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y(10 ** exponent)}" y2="${y(10 ** exponent)}"/>`
      + `<text x="${frame.left - 6}" y="${y(10 ** exponent) + 4}" text-anchor="end">${exponent === 0 ? "1" : `10<tspan dy="-5" font-size="9">${exponent}</tspan>`}</text>`);
  }
  const unit = [0.25, 0.5, 1, 2, 5, 10].find(step => end / step <= 8) ?? 10;
  for (let h = 0; h <= end; h += unit) {
    ticks.push(`<text x="${x(h)}" y="${floor + 16}" text-anchor="middle">${text(h)}</text>`);
  }
  element("residual").innerHTML = `${ticks.join("")}
    <path class="density" d="M${x(0)} ${floor}${path(area).replace("M", "L")}L${x(end)} ${floor}Z"/>
    <line class="one" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y(1)}" y2="${y(1)}"/>
    <path class="optimum" d="${path(grid.map(h => [x(h), y(polynomial(optimum, h))]))}"/>
    <path class="method" d="${path(grid.map(h => [x(h), y(residuals(form, h)[form.length])]))}"/>
    <text x="${frame.left + inner.width / 2}" y="${frame.height - 4}" text-anchor="middle">eigenvalue h of H</text>
    <text x="14" y="${frame.top + inner.height / 2}" text-anchor="middle" transform="rotate(-90 14 ${frame.top + inner.height / 2})">|p(h)|</text>`;
}

function drawLosses() {
  const rows = data.forms.map((_, i) => [i + 1, loss(coefficients[i](...state.values)), data.optima[i].loss]);
  element("losses").innerHTML = rows.map(([layers, own, best]) =>
    `<tr${layers === state.layers ? ' class="here"' : ""}><td class="number">${layers}</td><td class="number">${text(own)}</td>`
    + `<td class="number">${text(best)}</td><td class="number">${text(own / best)}</td></tr>`).join("");
  const [, own, best] = rows[state.layers - 1];
  element("verdict").textContent = own < 1e-12 * data.dimension ? "" :
    `With ${state.layers} ${state.layers === 1 ? "layer" : "layers"} the expected loss is ${text(own)}, ${text(own / best)} times the optimum of ${text(best)}`
    + `${own > data.dimension ? `; answering 0 loses ${data.dimension}.` : "."}`;
}

function drawGates(form) {
  element("gates").innerHTML = form.map((row, l) => `<tr><th class="number">${l}</th>${form.map((_, j) =>
    `<td class="number">${j < row.length ? text(row[j]) : ""}</td>`).join("")}</tr>`).join("");
}

function draw() {
  const form = coefficients[state.layers - 1](...state.values);
  drawResidual(form);
  drawLosses();
  drawGates(form);
  data.parameters.forEach((parameter, i) => {
    const used = data.used[state.layers - 1].includes(parameter.name);
    element(`row-${i}`).hidden = !used;
  });
}

function bind(slider, box, set) {
  const take = source => {
    const value = Number(source.value);
    if (source.value === "" || !Number.isFinite(value)) { return; }
    set(value);
    for (const other of [slider, box]) { if (other !== source) { other.value = source.value; } }
    draw();
  };
  slider.addEventListener("input", () => take(slider));
  box.addEventListener("input", () => take(box));
}

data.parameters.forEach((_, i) => bind(element(`slider-${i}`), element(`box-${i}`), value => { state.values[i] = value; }));
bind(element("slider-layers"), element("box-layers"), value => {
  state.layers = Math.min(Math.max(Math.round(value), 1), data.forms.length);
});
element("reset").addEventListener("click", () => {
  data.parameters.forEach((parameter, i) => {
    state.values[i] = parameter.value;
    element(`slider-${i}`).value = element(`box-${i}`).value = parameter.value;
  });
  draw();
});
draw();
