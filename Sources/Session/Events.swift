internal import GRDB

/// Something that happened on a page: a cell ran, a name was bound, a draft was made. What it says is the caller's.
public struct Event: Sendable, Equatable {
    /// Grows with every event of the session.
    public let id: Int64
    public let page: String
    public let kind: String
    public let cell: String
    /// JSON by the caller.
    public let body: String
    /// Seconds since 1970.
    public let time: Double

    /// An event that is about to be kept.
    public struct Draft: Sendable, Equatable {
        public var kind: String
        public var cell: String
        public var body: String

        public init(kind: String, cell: String, body: String) {
            self.kind = kind
            self.cell = cell
            self.body = body
        }
    }
}

/// The history of each page: a list that only grows, on which undo and redo move a mark.
extension Store {
    /// The names of all pages with an event, sorted.
    public func pages() throws -> [String] {
        try reading { try String.fetchAll($0.cachedStatement(sql: "SELECT DISTINCT page FROM event ORDER BY page")) }
    }

    /// The events of a page that stand, in the order they happened.
    public func events(page: String) throws -> [Event] {
        try reading { db in
            let sql = "SELECT id, page, kind, cell, body, time FROM event WHERE page = ? AND undone = 0 ORDER BY id"
            return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [page]).map { try Event($0) }
        }
    }

    /// The events of a page that stand and came after event `id`.
    public func events(page: String, after id: Int64) throws -> [Event] {
        try reading { db in
            let sql = """
                SELECT id, page, kind, cell, body, time FROM event WHERE page = ? AND undone = 0 AND id > ? ORDER BY id
                """
            return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [page, id]).map { try Event($0) }
        }
    }

    /// How many events of a page were taken back: while it stays the same, the page's history has only grown.
    public func undoneCount(page: String) throws -> Int {
        try reading { db in
            // Not `<> 0`, for which all events of the page would be gone through.
            let sql = "SELECT count(*) FROM event WHERE page = ? AND undone > 0"
            return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: [page]) ?? 0
        }
    }

    /// Keeps one event; what was undone before it can no longer be redone.
    @discardableResult
    public func append(page: String, kind: String, cell: String, body: String) throws -> Event {
        try writing { try append(page: page, [Event.Draft(kind: kind, cell: cell, body: body)], $0)[0] }
    }

    func append(page: String, _ drafts: [Event.Draft], _ db: Database) throws -> [Event] {
        if !drafts.isEmpty {
            try db.cachedStatement(sql: "UPDATE event SET undone = 2 WHERE page = ? AND undone = 1")
                .execute(arguments: [page])
        }
        let insert = try db.cachedStatement(
            sql: "INSERT INTO event (page, kind, cell, body, time) VALUES (?, ?, ?, ?, ?)")
        return try drafts.map { draft in
            let time = Disk.now
            try insert.execute(arguments: [page, draft.kind, draft.cell, draft.body, time])
            return Event(
                id: db.lastInsertedRowID, page: page, kind: draft.kind, cell: draft.cell, body: draft.body, time: time)
        }
    }

    /// Takes back the last event of the page that stands, and returns it; nil where none is left.
    public func undoLast(page: String) throws -> Event? {
        try move(page: page, from: 0, to: 1, order: "DESC")
    }

    /// Lets the event that was undone last stand again; nil where there is none, or where another followed since.
    public func redo(page: String) throws -> Event? {
        try move(page: page, from: 1, to: 0, order: "ASC")
    }

    private func move(page: String, from: Int, to: Int, order: String) throws -> Event? {
        try writing { db in
            let sql = """
                SELECT id, page, kind, cell, body, time FROM event WHERE page = ? AND undone = ?
                ORDER BY id \(order) LIMIT 1
                """
            guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [page, from]) else { return nil }
            let event = try Event(row)
            try db.cachedStatement(sql: "UPDATE event SET undone = ? WHERE id = ?").execute(arguments: [to, event.id])
            return event
        }
    }
}

extension Event {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.read(0), page: try row.read(1), kind: try row.read(2), cell: try row.read(3),
            body: try row.read(4), time: try row.read(5))
    }
}
