const found = new Map();
const points = [0.15, 0.35, 0.5, 0.65, 0.85];
for (const x of points) for (const y of points) {
  const hit = document.elementFromPoint(innerWidth * x, innerHeight * y);
  const above = hit && near(hit, (e) => ['fixed', 'sticky'].includes(getComputedStyle(e).position) || e.matches('dialog[open], [popover]:popover-open'));
  if (above) found.set(above, (found.get(above) || 0) + 1);
}
const [worst] = [...found].sort((a, b) => b[1] - a[1]);
return worst && worst[1] * 2 > points.length ** 2 ? [flat(worst[0].innerText), html(worst[0])] : [];
