const found = {};
let many = 0;
for (const e of all('body *')) {
  if (many > 1500) break;
  if (!visible(e) || /^(SCRIPT|STYLE|BR)$/.test(e.tagName)) continue;
  const box = e.getBoundingClientRect();
  const key = html(e);
  if (key in found) continue;
  many += 1;
  found[key] = [box.left + scrollX, box.top + scrollY, box.width, box.height];
}
return found;
