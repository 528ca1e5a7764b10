const found = {};
for (const e of all('body *')) {
  if (Object.keys(found).length > 1500) break;
  if (!visible(e) || /^(SCRIPT|STYLE|BR)$/.test(e.tagName)) continue;
  const box = e.getBoundingClientRect();
  const key = html(e);
  if (!(key in found)) found[key] = [box.left + scrollX, box.top + scrollY, box.width, box.height];
}
return found;
