extension Store {
    /// Runs `body` while no other thread or process computes the value of this recipe.
    ///
    /// Whoever waited asks `contains` again inside `body`: the one before may have stored the value. Waiting ends with
    /// `Interrupted` when told to stop; a holder that is killed lets the next one in. A read-only session computes
    /// without the lock, since it cannot store.
    public func computing<R>(_ key: Key, _ body: () throws -> R) throws -> R {
        guard !isReadOnly else { return try body() }
        let lock = try FileLock(locks, name: key.description)
        defer { lock.release() }
        return try body()
    }

    /// The same without waiting: nil, and `body` has not run, while another computes the value.
    public func computingUnlessHeld<R>(_ key: Key, _ body: () throws -> R) throws -> R? {
        guard !isReadOnly else { return try body() }
        try Disk.makeFolder(locks)
        guard let lock = try FileLock(trying: locks, name: key.description) else { return nil }
        defer { lock.release() }
        return try body()
    }
}
