import Foundation
internal import GRDB
import Glibc
import Tensors

/// What the store knows of a value without reading it.
public struct StoreEntry: Sendable, Equatable {
    public let key: Key
    public let type: String
    /// What the value says of itself in one line.
    public let line: String
    /// Its size in the store.
    public let bytes: Int
    /// What computing it cost, in seconds.
    public let seconds: Double
    /// Seconds since 1970.
    public let created: Double
    public let used: Double
    /// False for a value that was collected: its recipe stays, and computing it again takes about `seconds`.
    public let isHeld: Bool
    /// At which levels of instructions it and all that it was made from was made.
    public let levels: Levels
    /// What made it: `avx2 · FFTW 3.3.10`; nil where that was not kept account of.
    public let engine: String?
}

/// Values by key. A value under 32 KB lies in the database, a larger one in `objects/ab/<key>.<levels>.safetensors`.
///
/// Of several values of one recipe, made at different levels of instructions, a store that is held to a level sees the one
/// that was made at it throughout. Any other store sees them all and takes the one made at the engine's own level, else
/// the newest.
extension Store {
    static let inlineLimit = 32 << 10

    enum Holding: Int { case none, inline, object }

    /// Where an object lies; by default one that is made here.
    func objectPath(_ key: Key, _ levels: Levels? = nil) -> String {
        "\(objects)/\(key.description.prefix(2))/\(Store.objectName(key, levels ?? engine.levels))"
    }

    /// Values of sessions that knew no levels lie where they lay.
    static func objectName(_ key: Key, _ levels: Levels) -> String {
        levels == .unknown ? "\(key).safetensors" : "\(key).\(levels.text).safetensors"
    }

    /// Whether the value is there to be read: the one test of freshness.
    public func contains(_ key: Key) throws -> Bool {
        try entry(key)?.isHeld ?? false
    }

    /// What is known of the value, held or collected; nil where it was never stored.
    public func entry(_ key: Key) throws -> StoreEntry? {
        try reading { try entry(key, $0) }
    }

    private func entry(_ key: Key, _ db: Database) throws -> StoreEntry? {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: entryQuery), arguments: [key.description, engine.level])
        var first: StoreEntry?
        while let row = try rows.next() {
            let place = Holding(rawValue: try row.read(6))
            let levels = Levels(text: try row.read(7))
            let entry = StoreEntry(
                key: key, type: try row.read(0), line: try row.read(1), bytes: try row.read(2), seconds: try row.read(3),
                created: try row.read(4), used: try row.read(5),
                isHeld: place == .inline || (place == .object && Disk.exists(objectPath(key, levels))), levels: levels,
                engine: String.fromDatabaseValue(row[8]))
            if entry.isHeld { return entry }
            first = first ?? entry
        }
        return first
    }

    /// The levels of values of this recipe that are held and that this store does not count as there.
    public func levelsBeyond(_ key: Key) throws -> [Levels] {
        guard isHeldToLevel else { return [] }
        return try reading { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: "SELECT levels FROM value WHERE key = ? AND levels <> ? AND place > 0 ORDER BY created DESC"),
                arguments: [key.description, engine.level]
            ).map { Levels(text: $0) }
        }
    }

    /// The value, its tensors mapped from the object file; nil where the store does not hold it.
    ///
    /// Throws `StoreFault.damagedValue` for an object that is not what was stored.
    public func payload(_ key: Key) throws -> Payload? { try payloads([key])[0] }

    /// Each value, in the order given, as `payload` finds it; all are looked up at once.
    public func payloads(_ keys: [Key], parallel: Parallel = .alone) throws -> [Payload?] {
        let start = Disk.now
        let found = try reading { db in
            let statement = try db.cachedStatement(sql: payloadQuery)
            return try keys.map { try find($0, statement, db) }
        }
        let payloads = try parallel.map(keys.count) { index in try found[index].map { try payload(keys[index], $0) } }
        var hashed: [(key: Key, stamp: FileStamp)] = []
        for case (let key, let found?) in zip(keys, found) {
            if case .object(let stamp, false) = found.place, stamp.isSettled(at: start) { hashed.append((key, stamp)) }
        }
        try rememberVerified(hashed)
        for (key, value) in zip(keys, payloads) where value != nil { markUsed(key) }
        return payloads
    }

    /// Lets the value count as used now, also where what is known of it was enough.
    public func markUsed(_ key: Key) {
        let now = Disk.now
        used.withLock { $0[key] = now }
    }

    /// Where a value was found.
    private struct Found {
        enum Location {
            case inline([UInt8])
            /// In an object file of this state, which may be known to be in order.
            case object(FileStamp, isVerified: Bool)
        }
        var place: Location
        var levels: Levels
    }

    private func find(_ key: Key, _ statement: Statement, _ db: Database) throws -> Found? {
        let rows = try Row.fetchCursor(statement, arguments: [key.description, engine.level])
        while let row = try rows.next() {
            let levels = Levels(text: try row.read(2))
            switch Holding(rawValue: try row.read(0)) {
            case .inline: return Found(place: .inline([UInt8](Data.fromDatabaseValue(row[1]) ?? Data())), levels: levels)
            case .object:
                guard let status = Disk.reachable(objectPath(key, levels)) else { continue }
                let stamp = FileStamp(status)
                return Found(place: .object(stamp, isVerified: try isVerified(key, stamp, db)), levels: levels)
            case .some(.none), nil: continue
            }
        }
        return nil
    }

    private func payload(_ key: Key, _ found: Found) throws -> Payload {
        var path = objectPath(key, found.levels)
        do {
            var payload: Payload
            switch found.place {
            case .inline(let bytes):
                path = "\(self.path)#\(key.short)"
                payload = try Payload(SafeTensors(bytes, name: path))
            case .object(_, let isVerified):
                payload = try Payload(SafeTensors(mapping: path), verified: isVerified)
            }
            payload.levels = found.levels
            return payload
        } catch let fault as FormatFault {
            throw StoreFault.damagedValue(key, path: path, problem: fault.problem)
        }
    }

    /// Keeps a value and its recipe; one that is there already stays as it is. `seconds` is what computing it cost.
    public func put(_ payload: Payload, _ recipe: Recipe, seconds: Double) throws {
        try put([(payload, recipe)], seconds: seconds)
    }

    /// Keeps several values and their recipes, all of them or none; those that are there already stay as they are.
    /// `seconds` is what computing each cost.
    public func put(_ values: [(payload: Payload, recipe: Recipe)], seconds: Double) throws {
        guard !isReadOnly else { throw StoreFault.readOnly(path: path) }
        var waiting: [Waiting] = []
        for (payload, recipe) in values {
            if try contains(recipe.key) { try remember(recipe) } else { waiting.append(try Waiting(payload, recipe, in: self)) }
        }
        guard !waiting.isEmpty else { return }
        try keep(waiting) { db in for value in waiting { try keep(value, seconds: seconds, db) } }
    }

    /// Keeps a value in place of the one of the same recipe and levels, if there is one.
    public func replace(_ payload: Payload, _ recipe: Recipe, seconds: Double) throws {
        guard !isReadOnly else { throw StoreFault.readOnly(path: path) }
        let value = try Waiting(payload, recipe, in: self)
        try keep([value]) { db in
            try forget(recipe.key, value.levels, db)
            try keep(value, seconds: seconds, db)
        }
    }

    /// A value about to be kept: a large one is written first, under a name of its own.
    private struct Waiting {
        let recipe: Recipe
        let payload: Payload
        let levels: Levels
        let byteCount: Int
        let bytes: [UInt8]?
        let staged: String?

        init(_ payload: Payload, _ recipe: Recipe, in store: Store) throws {
            byteCount = try payload.byteCount
            let isInline = byteCount < Store.inlineLimit
            self.recipe = recipe
            self.payload = payload
            levels = payload.levels.union(store.engine.levels)
            bytes = isInline ? try payload.writer().fileBytes : nil
            staged = isInline ? nil : try store.nameAside()
        }
    }

    /// Writes what is large and brings it to the disk, then lets `commit` name it; a failure leaves no file.
    private func keep(_ waiting: [Waiting], commit: (Database) throws -> Void) throws {
        let large = waiting.compactMap { value in value.staged.map { (payload: value.payload, staged: $0) } }
        // One value is hashed while it is written; of several each is hashed and written by a thread of its own.
        let several = Parallel(poll: {})
        let each = large.count > 1 ? several.inOrder : several
        do {
            do {
                try several.forEach(large.count) { number in
                    try Disk.write(large[number].staged, isLater: true) { output in
                        try large[number].payload.write(to: output, parallel: each)
                    }
                }
                for (_, staged) in large { try Disk.bring(staged) }
            } catch let fault as FileFault where StoreFault.isOfPlace(fault.code) {
                throw StoreFault(writing: path, code: fault.code)
            }
            try Interrupt.check()
            try writing(commit)
        } catch {
            for (_, staged) in large { unlink(staged) }
            throw error
        }
    }

    private func keep(_ value: Waiting, seconds: Double, _ db: Database) throws {
        let key = value.recipe.key
        try remember(value.recipe, db)
        // Another may have stored it meanwhile, and what is stored is never modified.
        if try isHeld(key, value.levels, db) {
            if let staged = value.staged { try Disk.remove(staged) }
            return
        }
        if let staged = value.staged {
            try place(staged, at: objectPath(key, value.levels))
            // It holds what was handed to it, and nobody had its name before. Unlike a file of which nothing is known, it need
            // not settle first: what is overlooked is a change in the same tick of the file system's clock, some hundredths of
            // a second, in which no session has the key yet. To wait would mean to hash every new object once.
            if let status = Disk.reachable(objectPath(key, value.levels)) { try rememberVerified(key, FileStamp(status), db) }
        }
        let sql = """
            INSERT INTO value (key, type, line, bytes, seconds, created, used, place, payload, levels, engine)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (key, levels) DO UPDATE SET type = ?2, line = ?3, bytes = ?4, seconds = ?5, created = ?6,
                used = ?6, place = ?7, payload = ?8, engine = ?10
            """
        try db.cachedStatement(sql: sql).execute(arguments: [
            key.description, value.payload.type, value.payload.line, value.byteCount, seconds, Disk.now,
            (value.staged == nil ? Holding.inline : .object).rawValue, value.bytes.map { Data($0) }, value.levels.text,
            try number(of: engine, db),
        ])
    }

    private func isHeld(_ key: Key, _ levels: Levels, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT place FROM value WHERE key = ? AND levels = ?")
        switch try Int.fetchOne(statement, arguments: [key.description, levels.text]).flatMap(Holding.init) {
        case .inline: return true
        case .object: return Disk.exists(objectPath(key, levels))
        case .some(.none), nil: return false
        }
    }

    /// The number under which the session knows an engine.
    private func number(of engine: Engine, _ db: Database) throws -> Int64 {
        let text = engine.description
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO engine (description) VALUES (?)").execute(arguments: [text])
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM engine WHERE description = ?"), arguments: [text])!
    }

    /// What the held values take, in bytes.
    public func size() throws -> Int {
        try reading { try Int.fetchOne($0, sql: "SELECT coalesce(sum(bytes), 0) FROM value WHERE place > 0") ?? 0 }
    }

    /// Treats the value that reading gives as absent from now on, so that it can be computed again; its recipe stays.
    public func forget(_ key: Key) throws { try forget([key]) }

    /// Treats all these values as absent, in one.
    public func forget(_ keys: [Key]) throws {
        guard !keys.isEmpty else { return }
        lossCount.add(1, ordering: .relaxed)
        try writing { db in
            for key in keys { if let entry = try entry(key, db) { try forget(key, entry.levels, db) } }
        }
    }

    private func forget(_ key: Key, _ levels: Levels, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE value SET place = 0, payload = NULL WHERE key = ? AND levels = ?")
            .execute(arguments: [key.description, levels.text])
        let path = objectPath(key, levels)
        try forgetVerified(path, db)
        try Disk.remove(path)
    }

    /// A new path aside, for a file that is to be renamed into place.
    private func nameAside() throws -> String {
        try Disk.makeFolder(aside)
        try Disk.makeFolder(objects)
        let isNear = try Disk.areNear(aside, objects)
        if !isNear { try Disk.makeFolder(farAside) }
        return "\(isNear ? aside : farAside)/\(UInt64.random(in: .min ... .max))"
    }

    /// Renames a staged object into place. Runs inside the transaction that names it, so that no collection meets it.
    private func place(_ staged: String, at target: String) throws {
        let folder = Disk.parent(target)
        for made in try Disk.makeFolder(folder) { try Disk.syncFolder(Disk.parent(made)) }
        try Disk.rename(staged, to: target)
        try Disk.syncFolder(folder)
    }
}
