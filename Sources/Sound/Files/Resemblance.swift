/// What the first bytes of a file that is no sound look like, so that a wrong name can be told from damage.
enum Resemblance {
    /// Such as `an MP4 or QuickTime movie`; nil where the bytes say nothing.
    static func of(_ head: [UInt8]) -> String? {
        func starts(_ text: String, at offset: Int = 0) -> Bool {
            head.count >= offset + text.utf8.count && head[offset...].starts(with: text.utf8)
        }
        func starts(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }

        if starts("ftyp", at: 4) {
            return starts("M4A", at: 8) ? "MPEG-4 audio (m4a)" : "an MP4 or QuickTime movie"
        }
        for atom in ["moov", "mdat", "wide", "free"] where starts(atom, at: 4) { return "an MP4 or QuickTime movie" }
        if starts("RIFF") && starts("AVI ", at: 8) { return "an AVI movie" }
        if starts([0x1A, 0x45, 0xDF, 0xA3]) { return "a Matroska or WebM movie" }
        if starts("FLV") { return "a Flash movie" }
        if starts([0, 0, 1, 0xBA]) { return "an MPEG movie" }
        if starts([0x30, 0x26, 0xB2, 0x75]) { return "Windows Media" }
        if starts([0xFF, 0xF1]) || starts([0xFF, 0xF9]) { return "an AAC stream" }
        if starts([0x89]) && starts("PNG", at: 1) { return "a PNG picture" }
        if starts([0xFF, 0xD8, 0xFF]) { return "a JPEG picture" }
        if starts("GIF8") { return "a GIF picture" }
        if starts("%PDF") { return "a PDF document" }
        if starts("PK") { return "a ZIP archive" }
        if starts([0x1F, 0x8B]) { return "a gzip archive" }
        if starts("version https://git-lfs") { return "a Git LFS pointer, not the file it stands for" }
        if isText(head) {
            let opening = head.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }.first
            switch opening {
            case UInt8(ascii: "<"): return "an HTML or XML page"
            case UInt8(ascii: "{"), UInt8(ascii: "["): return "JSON text"
            default: return "text"
            }
        }
        if !head.isEmpty && head.allSatisfy({ $0 == 0 }) { return "nothing but zero bytes" }
        return nil
    }

    private static func isText(_ head: [UInt8]) -> Bool {
        guard !head.isEmpty, head.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) })
        else { return false }
        // The head may end inside a character.
        return (0..<4).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    }
}
