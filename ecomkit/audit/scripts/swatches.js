([add, title]) => {
  const name = (e) => (e.getAttribute('aria-label') || e.innerText || e.title || '').trim();
  const form = add.form || add.closest('form');
  const usable = form ? [...form.querySelectorAll('button[type=button]')].filter((e) => e !== add && !e.disabled && e.checkVisibility() &&
    name(e).length > 0 && name(e).length <= 20 && /[\p{L}\d]/u.test(name(e))) : [];
  const rows = Map.groupBy(usable, (e) => e.closest('ul, ol, fieldset, [role=group]') || e.parentElement);
  return [...rows.values()].filter((row) => row.length > 1).map((row) => row.find((e) => title.includes(name(e))) || row[0]);
}
