import type { Connection } from './connection.js';

/**
 * The connections under one key.
 *
 * `snapshot` is what a send works on while members come and go: an array that is never changed, shared by all sends
 * between two changes.
 */
export class Members {
  readonly #set = new Set<Connection>();
  #snapshot: undefined | readonly Connection[];

  get size(): number {
    return this.#set.size;
  }

  add(connection: Connection): void {
    this.#set.add(connection);
    this.#snapshot = undefined;
  }

  delete(connection: Connection): void {
    this.#set.delete(connection);
    this.#snapshot = undefined;
  }

  snapshot(): readonly Connection[] {
    this.#snapshot ??= [...this.#set];
    return this.#snapshot;
  }
}

/** Members by name; a single member stands bare, as nearly all users have one connection. */
export class MemberIndex {
  readonly #index = new Map<string, Connection | Members>();

  get size(): number {
    return this.#index.size;
  }

  has(name: string): boolean {
    return this.#index.has(name);
  }

  add(name: string, connection: Connection): void {
    const entry = this.#index.get(name);
    if (entry === undefined) {
      this.#index.set(name, connection);
    } else if (entry instanceof Members) {
      entry.add(connection);
    } else {
      const members = new Members();
      members.add(entry);
      members.add(connection);
      this.#index.set(name, members);
    }
  }

  delete(name: string, connection: Connection): void {
    const entry = this.#index.get(name);
    if (entry instanceof Members) {
      entry.delete(connection);
      if (entry.size === 0) this.#index.delete(name);
    } else if (entry === connection) {
      this.#index.delete(name);
    }
  }

  /** The members at this moment. */
  of(name: string): readonly Connection[] {
    const entry = this.#index.get(name);
    if (entry === undefined) return [];
    return entry instanceof Members ? entry.snapshot() : [entry];
  }
}
