'use strict';

/** on / once / off, with handlers called in the order they were added. */
class Emitter {
  constructor(known) {
    this.known = known;
    this.handlers = new Map();
  }

  add(name, handler, once) {
    if (!this.known.includes(name)) {
      refuse(`"${name}" is not an event of this object. Known events: ${this.known.join(', ')}.`);
    }
    if (typeof handler !== 'function') refuse('An event handler must be a function.');
    const list = this.handlers.get(name) || [];
    this.handlers.set(name, [...list, { handler, once }]);
  }

  remove(name, handler) {
    const list = this.handlers.get(name) || [];
    this.handlers.set(name, handler ? list.filter((entry) => entry.handler !== handler) : []);
  }

  emit(name, event) {
    for (const entry of this.handlers.get(name) || []) {
      if (entry.once) this.remove(name, entry.handler);
      try {
        entry.handler(event);
      } catch (problem) {
        // A page's broken handler must not stop the element: report it as the browser would.
        setTimeout(() => {
          throw problem;
        });
      }
    }
  }

  clear() {
    this.handlers.clear();
  }
}
