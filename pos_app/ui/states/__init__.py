"""What the screens show, as plain frozen data: presenters write it, views draw it."""
