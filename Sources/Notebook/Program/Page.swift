import Foundation
public import Session

/// What a session remembers of one page (a notebook, or the prompt's own): the fold of its events.
public struct Page: Sendable {
    /// What was recorded when a cell ran.
    public struct Run: Codable, Sendable {
        public var key: String
        public var source: String
        public var reads: [String: String]
        public var files: [String: String]
        /// The error it ended in; nil where it went well.
        public var failure: String?
    }

    /// A line typed at the prompt that defined a name.
    public struct Line: Codable, Sendable {
        public var source: String
        /// The cell it stands after; nil at the top.
        public var after: String?
    }

    /// One entry of the page's history.
    public enum Entry: Sendable {
        case ran(cell: String, Run)
        case typed(id: String, Line)
        case drafted(cell: String, source: String)
        /// The cell's draft was dropped, or saved into the file.
        case settled(cell: String)
    }

    public private(set) var runs: [String: Run] = [:]
    public private(set) var lines: [(id: String, line: Line)] = []
    public private(set) var drafts: [String: String] = [:]
    /// The last cell that ran: a line typed now stands after it.
    public private(set) var position: String?

    /// Takes in one more entry of the history.
    mutating func add(_ entry: Entry) {
        switch entry {
        case .ran(let cell, let run):
            runs[cell] = run
            position = cell
        case .typed(let id, let line):
            lines.append((id, line))
            position = line.after
        case .drafted(let cell, let source):
            drafts[cell] = source
        case .settled(let cell):
            drafts[cell] = nil
        }
    }
}

extension Page.Entry {
    private struct Text: Codable { var source: String }

    /// The entry as the store keeps it.
    func record() throws -> Event.Draft {
        switch self {
        case .ran(let cell, let run): Event.Draft(kind: "ran", cell: cell, body: try json(run))
        case .typed(let id, let line): Event.Draft(kind: "typed", cell: id, body: try json(line))
        case .drafted(let cell, let source): Event.Draft(kind: "drafted", cell: cell, body: try json(Text(source: source)))
        case .settled(let cell): Event.Draft(kind: "settled", cell: cell, body: "{}")
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
            self = .typed(id: event.cell, line)
        case "drafted":
            guard let text = decode(Text.self) else { return nil }
            self = .drafted(cell: event.cell, source: text.source)
        case "settled":
            self = .settled(cell: event.cell)
        default:
            return nil
        }
    }

    private func json<T: Encodable>(_ value: T) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
