return all(arg.selector).slice(0, arg.limit);
