// Today's figures as they change. Opens the stream again by itself, for as long as it is wanted.

const SILENT_AFTER_MS = 5000;
const REOPEN_AFTER_MS = 3000;

export class LiveStream {
  #source = null;
  #timer = null;
  #heardAt = 0;
  #reopenAt = 0;
  #readable = true;
  #listener;

  /** The listener's figures(data) is called with each change, asOf(text) when figures were confirmed, state(name) each second. */
  constructor(listener) {
    this.#listener = listener;
  }

  start() {
    this.#heardAt = performance.now();
    this.#readable = true;
    this.#open();
    this.#timer = setInterval(() => this.#watch(), 1000);
  }

  stop() {
    clearInterval(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    this.#source?.close();
    this.#reopenAt = performance.now() + REOPEN_AFTER_MS + SILENT_AFTER_MS;
    this.#source = new EventSource('/v1/live');
    this.#source.addEventListener('counts', (event) => {
      this.#listener.figures(JSON.parse(event.data));
      this.#heard(true);
    });
    this.#source.addEventListener('status', (event) => {
      const status = JSON.parse(event.data);
      this.#heard(status.readable);
      if (status.asOf && status.readable) {
        this.#listener.asOf(status.asOf);
      }
    });
  }

  #heard(readable) {
    this.#heardAt = performance.now();
    this.#reopenAt = this.#heardAt + REOPEN_AFTER_MS + SILENT_AFTER_MS;
    this.#readable = readable;
    this.#tell();
  }

  // The browser itself opens a broken stream again, but not one that was refused, nor one that went silent without an end.
  #watch() {
    this.#tell();
    const refused = this.#source.readyState === EventSource.CLOSED;
    const now = performance.now();
    if (now >= this.#reopenAt || (refused && now >= this.#reopenAt - SILENT_AFTER_MS)) {
      this.#open();
    }
  }

  #tell() {
    if (performance.now() - this.#heardAt > SILENT_AFTER_MS) {
      this.#listener.state('staleStream');
    } else {
      this.#listener.state(this.#readable ? 'live' : 'staleStore');
    }
  }
}
