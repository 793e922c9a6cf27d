internal import GRDB
import Glibc

/// What a collection has removed.
public struct Collected: Sendable, Equatable {
    public let values: Int
    /// The bytes of those values.
    public let bytes: Int
    /// Files that nothing referred to: left by processes that were killed.
    public let litter: Int
}

extension Store {
    /// Removes values, those first that were used longest ago, until the rest takes at most `budget` bytes.
    ///
    /// Values of the types in `keepLast` go after all others, the last named type last; those in `pinned` never. Among
    /// values that are kept equally long, those go first that `versions` have left behind: no line finds them. So a model
    /// of before outlasts all that is no model: it takes little room, nothing here can train it again, and the program that
    /// made it still finds it.
    ///
    /// Recipes and entries stay. Files that killed processes left behind go too.
    @discardableResult
    public func collect(
        budget: Int, keepLast: [String] = [], pinned: Set<Key> = [], versions: VerbVersions = VerbVersions([:])
    ) throws -> Collected {
        var values = 0
        var bytes = 0
        var litter = 0
        lossCount.add(1, ordering: .relaxed)
        try writing { db in
            let sql = "SELECT key, type, bytes, levels FROM value WHERE place > 0 ORDER BY used"
            let rows = try Row.fetchAll(db, sql: sql).map { row in
                let key: String = try row.read(0)
                let type: String = try row.read(1)
                let rank = keepLast.firstIndex(of: type).map { $0 + 1 } ?? 0
                let levels = Levels(text: try row.read(3))
                return (
                    key: Key(unchecked: key), levels: levels, file: Store.objectName(Key(unchecked: key), levels),
                    rank: rank, bytes: Store.sane(try row.read(2))
                )
            }
            var held = Set(rows.map(\.file))
            var total = rows.reduce(0) { $0 + $1.bytes }
            let former = total > budget ? try former(to: versions, among: rows.map(\.key), db).keys : []
            for rank in 0...keepLast.count {
                let equals = rows.filter { $0.rank == rank && !pinned.contains($0.key) }
                let order = equals.filter { former.contains($0.key) } + equals.filter { !former.contains($0.key) }
                for row in order where total > budget {
                    try db.cachedStatement(sql: "UPDATE value SET place = 0, payload = NULL WHERE key = ? AND levels = ?")
                        .execute(arguments: [row.key.description, row.levels.text])
                    held.remove(row.file)
                    total -= row.bytes
                    values += 1
                    bytes += row.bytes
                }
            }
            // Objects are renamed into place inside a transaction, and so removed inside one: none is met half stored.
            let known = Set(rows.map(\.file))
            litter = try removeObjects(except: held).count { !known.contains($0) }
            try forgetVerifiedBeyondHeld(db)
        }
        litter += try removeStaged() + removeLocks()
        return Collected(values: values, bytes: bytes, litter: litter)
    }

    /// Removes every object but those held; returns what is gone.
    private func removeObjects(except held: Set<String>) throws -> [String] {
        var removed: [String] = []
        for folder in try names(objects) where Disk.isFolder(objects + "/" + folder) {
            for name in try names(objects + "/" + folder) {
                guard name.hasSuffix(".safetensors"), Key(String(name.prefix { $0 != "." })) != nil, !held.contains(name)
                else { continue }
                try Disk.remove("\(objects)/\(folder)/\(name)")
                removed.append(name)
            }
        }
        return removed
    }

    /// Files aside that nobody has written to for an hour.
    private func removeStaged() throws -> Int {
        var removed = 0
        for file in try [aside, farAside].flatMap({ folder in try names(folder).map { folder + "/" + $0 } }) {
            guard let status = try Disk.status(file), Disk.now - Double(status.st_mtim.tv_sec) > 3600 else { continue }
            try Disk.remove(file)
            removed += 1
        }
        return removed
    }

    /// Locks that nobody holds.
    private func removeLocks() throws -> Int {
        var removed = 0
        for name in try names(locks) where name.hasSuffix(".lock") {
            guard let lock = try FileLock(trying: locks, name: String(name.dropLast(5))) else { continue }
            lock.release()
            removed += 1
        }
        return removed
    }

    private func names(_ folder: String) throws -> [String] {
        Disk.isFolder(folder) ? try Disk.names(in: folder) : []
    }
}
