/// Reads statements from a file or a pipe.
///
/// Bytes that are not UTF-8 become U+FFFD; a line may end in CR LF and may have any length.
struct PlainReader {
    private let source: () -> InputEvent
    private var bytes: [UInt8] = []
    private var ended = false
    private var isFirst = true

    init(source: @escaping () -> InputEvent) { self.source = source }

    /// The lines up to where `wantsMore` is satisfied, or up to the end of the file.
    mutating func next(wantsMore: (String) -> Bool) -> Entry {
        var statement: String?
        while true {
            switch nextLine() {
            case .line(let line):
                let text = statement.map { $0 + "\n" + line } ?? line
                if !wantsMore(text) { return .line(text) }
                statement = text
            case .endOfFile: return statement.map { .line($0) } ?? .endOfFile
            case .interrupted: return .interrupted
            }
        }
    }

    private mutating func nextLine() -> Entry {
        var searched = 0
        while true {
            if let newline = bytes[searched...].firstIndex(of: 0x0A) {
                let line = text(bytes[..<newline])
                bytes.removeSubrange(...newline)
                return .line(line)
            }
            searched = bytes.count
            if ended {
                defer { bytes = [] }
                return bytes.isEmpty ? .endOfFile : .line(text(bytes[...]))
            }
            switch source() {
            case .bytes(let more): bytes.append(contentsOf: more)
            case .closed: ended = true
            case .interrupted:
                bytes = []
                return .interrupted
            case .timeout, .resized, .continued: continue
            }
        }
    }

    private mutating func text(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        if line.last == 0x0D { line.removeLast() }
        if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirst = false
        return String(decoding: line, as: UTF8.self)
    }
}
