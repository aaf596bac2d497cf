'use strict';

/**
 * Calls and notices over one MessagePort, the same at both ends.
 *
 * The page script, the frames and the challenge window never touch each other's DOM: they hold a
 * private port, handed over once after both sides have checked the other's origin.
 */
class Peer {
  /**
   * @param {MessagePort} port
   * @param {Object<string, function(*): *>} handlers answers to the other side's calls and notices
   */
  constructor(port, handlers) {
    this.port = port;
    this.handlers = handlers;
    this.waiting = new Map();
    this.lastId = 0;
    port.onmessage = (event) => this.receive(event.data, event.ports);
  }

  /** Ask the other side; the promise is rejected only when the other side broke or went away. */
  call(method, params, transfer) {
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      if (!this.port) {
        reject(new Error('The frame is closed.'));
        return;
      }
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage({ call: id, method, params }, transfer || []);
    });
  }

  /** Tell the other side something that needs no answer. */
  notify(method, params, transfer) {
    if (this.port) this.port.postMessage({ method, params }, transfer || []);
  }

  async receive(message, ports) {
    if ('answer' in message) {
      this.settle(message);
      return;
    }
    const handler = this.handlers[message.method];
    if (!message.call) {
      if (handler) handler(message.params, ports);
      return;
    }
    const reply = { answer: message.call };
    try {
      reply.value = await handler(message.params, ports);
    } catch (problem) {
      reply.broken = String((problem && problem.message) || problem);
    }
    if (this.port) this.port.postMessage(reply);
  }

  settle(message) {
    const waiter = this.waiting.get(message.answer);
    this.waiting.delete(message.answer);
    if (!waiter) return;
    if (message.broken === undefined) waiter.resolve(message.value);
    else waiter.reject(new Error(message.broken));
  }

  /** Free the port; whoever still waits is told. */
  close() {
    if (!this.port) return;
    this.port.onmessage = null;
    this.port.close();
    this.port = null;
    for (const waiter of this.waiting.values()) waiter.reject(new Error('The frame is closed.'));
    this.waiting.clear();
  }
}
