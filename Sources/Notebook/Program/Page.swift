import Foundation
public import Session

/// What a session remembers of one page (a notebook, or the prompt's own): the fold of its events.
public struct Page: Sendable {
    /// What was recorded when a cell ran.
    public struct Run: Codable, Equatable, Sendable {
        public var key: String
        public var source: String
        public var reads: [String: String]
        public var files: [String: String]
        public var outcome: Outcome
        /// Whether lines typed next stand after this cell: false for a cell that ran only because another needed it.
        public var movesHere: Bool
    }

    /// How a cell's run ended.
    public enum Outcome: Codable, Equatable, Sendable {
        case done
        case failed(message: String)
        /// Control-C, and where the cell stands: `stopped in epoch 6 of 25`.
        case stopped(message: String)
        /// A cell marked `fails` that did fail.
        case failedAsExpected
    }

    /// A line typed at the prompt that defined a name.
    public struct Line: Codable, Sendable {
        public var source: String
        /// The cell it stands after, and that cell's number in the file then; nil at the top.
        public var after: String?
        public var number: Int?
    }

    /// A text in place of a cell's.
    public struct Draft: Codable, Equatable, Sendable {
        public var source: String
        /// What the cell read when it was edited; nil in histories of old.
        public var base: String?
    }

    /// One entry of the page's history.
    public enum Entry: Sendable {
        case ran(cell: String, Run)
        case typed(Line)
        case drafted(cell: String, Draft)
        /// The cell's draft was dropped.
        case reverted(cell: String)
        /// The cell's draft was written into the file.
        case saved(cell: String)
        /// Lines typed next stand after this cell; nil: at the top.
        case moved(to: String?)
    }

    public private(set) var runs: [String: Run] = [:]
    /// By their names, `line 1` and so on.
    public private(set) var lines: [(id: String, line: Line)] = []
    public private(set) var drafts: [String: Draft] = [:]
    /// The cell that lines typed now stand after.
    public private(set) var position: String?

    /// Takes in one more entry of the history.
    mutating func add(_ entry: Entry) {
        switch entry {
        case .ran(let cell, let run):
            runs[cell] = run
            if run.movesHere { position = cell }
        case .typed(let line):
            lines.append(("line \(lines.count + 1)", line))
        case .drafted(let cell, let draft):
            drafts[cell] = draft
        case .reverted(let cell), .saved(let cell):
            drafts[cell] = nil
        case .moved(let cell):
            position = cell
        }
    }
}

extension Page.Entry {
    /// The entry as the store keeps it.
    func record() throws -> Event.Draft {
        switch self {
        case .ran(let cell, let run): Event.Draft(kind: "ran", cell: cell, body: try json(run))
        case .typed(let line): Event.Draft(kind: "typed", cell: "", body: try json(line))
        case .drafted(let cell, let draft): Event.Draft(kind: "drafted", cell: cell, body: try json(draft))
        case .reverted(let cell): Event.Draft(kind: "reverted", cell: cell, body: "{}")
        case .saved(let cell): Event.Draft(kind: "saved", cell: cell, body: "{}")
        case .moved(let cell): Event.Draft(kind: "moved", cell: cell ?? "", body: "{}")
        }
    }

    /// nil for an event of a kind that this version does not have, or that does not read: the rest of the history stands.
    public init?(_ event: Event) {
        func decode<T: Decodable>(_ type: T.Type) -> T? { try? JSONDecoder().decode(type, from: Data(event.body.utf8)) }
        switch event.kind {
        case "ran":
            guard let run = decode(Page.Run.self) else { return nil }
            self = .ran(cell: event.cell, run)
        case "typed":
            guard let line = decode(Page.Line.self) else { return nil }
            self = .typed(line)
        case "drafted":
            guard let draft = decode(Page.Draft.self) else { return nil }
            self = .drafted(cell: event.cell, draft)
        case "reverted": self = .reverted(cell: event.cell)
        case "saved": self = .saved(cell: event.cell)
        case "moved": self = .moved(to: event.cell.isEmpty ? nil : event.cell)
        default: return nil
        }
    }

    private func json<T: Encodable>(_ value: T) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
