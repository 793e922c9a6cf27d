/// Makes keys out of the bytes that a terminal sends.
struct KeyReader {
    /// Waits for input; nil means without limit.
    typealias Source = (_ milliseconds: Int32?) -> InputEvent

    private let source: Source
    private var bytes: [UInt8] = []
    private var place = 0
    /// Events that came while a longer key was being read.
    private var postponed: [Key] = []
    /// When the bytes came that are being read, and whether none had come shortly before.
    private var arrival: (time: ContinuousClock.Instant, isFirst: Bool)?
    /// Whether the key read last began with the first of them, and these were the first.
    private var beganAlone = false

    /// After Escape the rest of a key comes at once; a person who types it by hand is slower.
    private static let escapeWait: Int32 = 50
    /// A paste or a character that stops in its middle is taken as it is after this long.
    private static let brokenWait: Int32 = 2000
    /// What comes closer together than this was pasted: no person types so fast.
    static let pasteGap = 10
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    init(source: @escaping Source) { self.source = source }

    /// Takes bytes that were typed before the terminal was in raw mode: there Enter had become LF.
    mutating func takeTypedAhead(_ typed: [UInt8]) {
        let typed = typed.map { $0 == 0x0A ? 0x0D : $0 }
        if place == bytes.count { receive(typed) } else { bytes.append(contentsOf: typed) }
    }

    /// Nothing waits where a prompt is shown: what comes now is an answer to it, however soon.
    mutating func beginAnew() {
        if place == bytes.count, postponed.isEmpty { arrival = nil }
    }

    /// Forgets what was typed but not read yet.
    mutating func discard() {
        bytes = []
        place = 0
        postponed = []
    }

    /// Whether the key read last came alone, as from a finger: nothing just before it and nothing just behind.
    mutating func cameAlone() -> Bool {
        guard beganAlone, place == bytes.count else { return false }
        switch source(Int32(Self.pasteGap)) {
        case .timeout: return true
        case .bytes(let more):
            receive(more)
            arrival?.isFirst = more.isEmpty
            return more.isEmpty
        case .interrupted: postponed.append(.interrupt)
        case .resized: postponed.append(.resized)
        case .continued: postponed.append(.continued)
        case .closed: postponed.append(.closed)
        }
        return true
    }

    private mutating func receive(_ more: [UInt8]) {
        let now = ContinuousClock.now
        let isFirst = arrival.map { now - $0.time > .milliseconds(Self.pasteGap) } ?? true
        arrival = (now, isFirst)
        bytes = more
        place = 0
    }

    mutating func next() -> Key {
        beganAlone = false
        if !postponed.isEmpty { return postponed.removeFirst() }
        let startsAnew = place == 0 || place == bytes.count
        let first = nextByte(milliseconds: nil)
        beganAlone = startsAnew && arrival?.isFirst ?? false
        switch first {
        case .event(let key): return key
        case .nothing: return .unknown
        case .byte(0x1B): return escaped()
        case .byte(let byte) where byte < 0x20 || byte == 0x7F: return Key(control: byte)
        case .byte(let byte): return text(from: byte)
        }
    }

    // MARK: Bytes

    private enum Next {
        case byte(UInt8)
        case event(Key)
        case nothing
    }

    private mutating func nextByte(milliseconds: Int32?) -> Next {
        if place == bytes.count {
            bytes = []
            place = 0
            switch source(milliseconds) {
            case .bytes(let more): receive(more)
            case .timeout: return .nothing
            case .interrupted: return .event(.interrupt)
            case .resized: return .event(.resized)
            case .continued: return .event(.continued)
            case .closed: return .event(.closed)
            }
            if bytes.isEmpty { return .nothing }
        }
        place += 1
        return .byte(bytes[place - 1])
    }

    /// A byte in the middle of a key: events are kept for later, and end the key.
    private mutating func innerByte(milliseconds: Int32) -> UInt8? {
        switch nextByte(milliseconds: milliseconds) {
        case .byte(let byte): return byte
        case .nothing: return nil
        case .event(let key):
            postponed.append(key)
            return key == .resized || key == .continued ? innerByte(milliseconds: milliseconds) : nil
        }
    }

    // MARK: Text

    /// All the plain text that is there; bytes that are not UTF-8 become U+FFFD.
    private mutating func text(from first: UInt8) -> Key {
        var run = [first]
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != 0x7F {
            run.append(bytes[place])
            place += 1
        }
        if place == bytes.count {
            for _ in 0..<missingBytes(at: run) {
                guard let byte = innerByte(milliseconds: Self.brokenWait) else { break }
                guard byte & 0xC0 == 0x80 else {
                    place -= 1
                    break
                }
                run.append(byte)
            }
        }
        let scalars = String(decoding: run, as: UTF8.self).unicodeScalars.filter { !(0x80...0x9F).contains($0.value) }
        let text = EditText.string(Array(scalars)[...])
        return text.isEmpty ? .unknown : .text(text)
    }

    /// How many bytes the last character of `run` still lacks.
    private func missingBytes(at run: [UInt8]) -> Int {
        guard let lead = run.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return 0 }
        let length =
            switch run[lead] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        return max(0, length - (run.count - lead))
    }

    // MARK: Escape sequences

    private mutating func escaped() -> Key {
        guard let byte = innerByte(milliseconds: Self.escapeWait) else { return .escape }
        switch byte {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"):
            guard let final = innerByte(milliseconds: Self.escapeWait) else { return .unknown }
            return final == UInt8(ascii: "M") ? .enter : Key(sequence: [], final: final)
        case 0x1B:
            place -= 1
            return .escape
        default: return Key(meta: byte)
        }
    }

    private mutating func controlSequence() -> Key {
        var parameters: [Int] = []
        var number: Int?
        for _ in 0..<64 {
            guard let byte = innerByte(milliseconds: Self.escapeWait) else { return .unknown }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = min((number ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), 100_000)
            case UInt8(ascii: ";"):
                parameters.append(number ?? 1)
                number = nil
            case UInt8(ascii: "["):
                // A function key of the Linux console: one more byte.
                _ = innerByte(milliseconds: Self.escapeWait)
                return .unknown
            case 0x40...0x7E:
                if let number { parameters.append(number) }
                let isPaste = byte == UInt8(ascii: "~") && parameters == [200]
                return isPaste ? pasted() : Key(sequence: parameters, final: byte)
            case 0x20...0x3F: continue
            default:
                place -= 1
                return .unknown
            }
        }
        return .unknown
    }

    /// The text up to the end marker of a bracketed paste: newlines as LF, without control characters except TAB.
    private mutating func pasted() -> Key {
        var content: [UInt8] = []
        while let byte = innerByte(milliseconds: Self.brokenWait) {
            content.append(byte)
            if byte == UInt8(ascii: "~"), content.suffix(Self.pasteEnd.count) == Self.pasteEnd[...] {
                content.removeLast(Self.pasteEnd.count)
                break
            }
        }
        var kept: [Unicode.Scalar] = []
        var previous: Unicode.Scalar = " "
        for scalar in String(decoding: content, as: UTF8.self).unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0D: kept.append("\n")
            case 0x0A where previous == "\r": continue
            case 0x09, 0x0A: kept.append(scalar)
            case 0..<0x20, 0x7F...0x9F: continue
            default: kept.append(scalar)
            }
        }
        return .paste(EditText.string(kept[...]))
    }
}
