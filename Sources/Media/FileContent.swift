internal import Glibc
public import Tensors

/// What a file is by its bytes; its name has no say.
public enum FileContent: Equatable, Sendable {
    /// Samples that stand in the file as they are: WAV, AIFF and AU with PCM or float.
    case plainSound
    /// A sound in any other form.
    case sound
    /// A file of streams, with pictures among them or not: `an MP4 or QuickTime movie`.
    case streams(String)
    /// Neither: `a PNG picture`, `text`.
    case other(String)
    case unknown

    public init(_ file: RegularFile) {
        let bytes = FileBytes(descriptor: file.descriptor, size: file.size)
        let start = bytes.pastTags
        let head = bytes.read(at: start, most: 4096)
        self = Self.container(head) ?? Self.sound(head, bytes) ?? Self.other(head) ?? (start > 0 ? .sound : .unknown)
    }

    /// Throws `FileRefusal` for what is no file, or an empty one.
    public init(ofFile path: String) throws(FileRefusal) { self.init(try RegularFile(withContent: path)) }

    /// What it looks like, in words, where it is no sound; nil where the bytes say nothing.
    public var looks: String? {
        switch self {
        case .streams(let looks), .other(let looks): looks
        case .plainSound, .sound, .unknown: nil
        }
    }

    private static func container(_ head: ArraySlice<UInt8>) -> FileContent? {
        let head = Head(head)
        if head.has("ftyp", at: 4) {
            return .streams(head.has("M4A", at: 8) ? "MPEG-4 audio (m4a)" : "an MP4 or QuickTime movie")
        }
        for atom in ["moov", "mdat", "wide", "free", "skip", "pnot"] where head.has(atom, at: 4) {
            return .streams("an MP4 or QuickTime movie")
        }
        if head.has("RIFF") && head.has("AVI ", at: 8) { return .streams("an AVI movie") }
        if head.has([0x1A, 0x45, 0xDF, 0xA3]) { return .streams("a Matroska or WebM movie") }
        if head.has("FLV") { return .streams("a Flash movie") }
        if head.has([0, 0, 1, 0xBA]) || head.has([0, 0, 1, 0xB3]) { return .streams("an MPEG movie") }
        if head.has([0x30, 0x26, 0xB2, 0x75]) { return .streams("Windows Media") }
        if head.has(".RMF") { return .streams("a RealMedia movie") }
        if head.has([0x06, 0x0E, 0x2B, 0x34]) { return .streams("an MXF movie") }
        if head.has("nut/multimedia container") { return .streams("a NUT movie") }
        if head.has("DKIF") { return .streams("an IVF movie") }
        if head.has("YUV4MPEG2") { return .streams("a raw movie") }
        // Packets of 188 bytes, or of 192 with a time before each.
        for (first, step) in [(0, 188), (4, 192)] where (0..<4).allSatisfy({ head.has([0x47], at: first + $0 * step) }) {
            return .streams("an MPEG transport stream")
        }
        if head.has("OggS"), ["\u{80}theora", "BBCD", "OVP80", "\u{1}video", "fishead"].contains(where: { head.holds($0) }) {
            return .streams("an Ogg movie")
        }
        return nil
    }

    private static func sound(_ head: ArraySlice<UInt8>, _ bytes: FileBytes) -> FileContent? {
        let head = Head(head)
        if head.has("RIFF") || head.has("RIFX") || head.has("RF64") {
            guard head.has("WAVE", at: 8) else { return nil }
            let isBig = head.has("RIFX")
            for chunk in bytes.chunks(bigEndian: isBig).prefix(32) where chunk.name == "fmt " {
                guard let format = bytes.read(at: chunk.start, count: 2) else { break }
                // PCM, float, A-law, mu-law, extensible.
                let tag = FileBytes.integer(format[0..<2], bigEndian: isBig)
                return [1, 3, 6, 7, 0xFFFE].contains(tag) ? .plainSound : .sound
            }
            return .plainSound
        }
        if head.has("FORM") {
            if head.has("AIFF", at: 8) { return .plainSound }
            guard head.has("AIFC", at: 8) else { return head.has("8SVX", at: 8) || head.has("16SV", at: 8) ? .sound : nil }
            let plain = ["NONE", "twos", "sowt", "fl32", "FL32", "fl64", "FL64", "in24", "in32", "raw ", "alaw", "ulaw"]
            return plain.contains { head.holds($0) } ? .plainSound : .sound
        }
        if head.has(".snd") || head.has("dns.") { return .plainSound }
        let known = [
            "OggS", "fLaC", "caff", "wvpk", "TTA1", "TTA2", "MAC ", "MPCK", "MP+", "#!AMR", "riff", "Creative Voice File",
            "NIST_1A", "LAPTK", "tBaK", "IMPM", "2BIT", " paf", "fap ", "PVF1", "DSD ", "SOUND", "ajkg",
        ]
        if known.contains(where: { head.has($0) }) { return .sound }
        // ADTS, LATM, AC-3, DTS, and MPEG audio, whose layers I to III begin as ADTS' layer 0 does not.
        if head.has([0xFF, 0xF1]) || head.has([0xFF, 0xF9]) || head.has([0x0B, 0x77]) || head.has([0x7F, 0xFE, 0x80, 0x01]) {
            return .sound
        }
        if head.count > 3, head[0] == 0xFF, head[1] & 0xE0 == 0xE0, head[1] & 0x06 != 0, head[2] >> 4 != 15,
            head[2] & 0x0C != 0x0C
        {
            return .sound
        }
        return nil
    }

    private static func other(_ head: ArraySlice<UInt8>) -> FileContent? {
        let bytes = Head(head)
        if bytes.has([0x89]) && bytes.has("PNG", at: 1) { return .other("a PNG picture") }
        if bytes.has([0xFF, 0xD8, 0xFF]) { return .other("a JPEG picture") }
        if bytes.has("GIF8") { return .other("a GIF picture") }
        if bytes.has("RIFF") && bytes.has("WEBP", at: 8) { return .other("a WebP picture") }
        if bytes.has("BM"), bytes.count > 26, bytes.has([0, 0, 0, 0], at: 6) { return .other("a BMP picture") }
        if bytes.has([0x49, 0x49, 0x2A, 0]) || bytes.has([0x4D, 0x4D, 0, 0x2A]) { return .other("a TIFF picture") }
        if bytes.has("%PDF") { return .other("a PDF document") }
        if bytes.has("PK") { return .other("a ZIP archive") }
        if bytes.has([0x1F, 0x8B]) { return .other("a gzip archive") }
        if bytes.has([0xFD]) && bytes.has("7zXZ", at: 1) { return .other("an xz archive") }
        if bytes.has([0x93]) && bytes.has("NUMPY", at: 1) { return .other("a NumPy array") }
        if bytes.has("{\"", at: 8), bytes.has([0, 0], at: 6) { return .other("a file of tensors") }
        if bytes.has([0x89]) && bytes.has("HDF", at: 1) { return .other("an HDF5 file") }
        if bytes.has([0xD0, 0xCF, 0x11, 0xE0]) { return .other("an Office document") }
        if bytes.has("SQLite format 3") { return .other("a database") }
        if bytes.has([0x7F]) && bytes.has("ELF", at: 1) { return .other("a program") }
        if bytes.has([0x80, 2]) || bytes.has([0x80, 3]) || bytes.has([0x80, 4]) || bytes.has([0x80, 5]) {
            return .other("a Python pickle")
        }
        if bytes.has("version https://git-lfs") { return .other("a Git LFS pointer, not the file it stands for") }
        if isText(head) {
            switch head.drop(while: { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }).first {
            case UInt8(ascii: "<"): return .other("an HTML or XML page")
            case UInt8(ascii: "{"), UInt8(ascii: "["): return .other("JSON text")
            default: return .other("text")
            }
        }
        if !head.isEmpty && head.allSatisfy({ $0 == 0 }) { return .other("nothing but zero bytes") }
        return nil
    }

    private static func isText(_ head: ArraySlice<UInt8>) -> Bool {
        guard !head.isEmpty, head.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) })
        else { return false }
        // The head may end inside a character.
        return (0..<4).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    }
}

/// The first bytes of a file.
private struct Head {
    private let bytes: ArraySlice<UInt8>
    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }
    subscript(place: Int) -> UInt8 { bytes[bytes.startIndex + place] }
    func has(_ wanted: [UInt8], at offset: Int = 0) -> Bool {
        count >= offset + wanted.count && bytes.dropFirst(offset).starts(with: wanted)
    }
    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
    /// Whether the text stands anywhere, each of its characters one byte.
    func holds(_ text: String) -> Bool {
        let wanted = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }
}

/// A file's bytes at given places.
package struct FileBytes {
    package let descriptor: Int32
    package let size: Int

    package init(descriptor: Int32, size: Int) { (self.descriptor, self.size) = (descriptor, size) }

    /// `count` bytes; nil where there are not as many.
    package func read(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, offset <= size - count else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, off_t(offset)) == count ? bytes : nil
    }

    /// Up to `most` bytes.
    func read(at offset: Int, most: Int) -> ArraySlice<UInt8> {
        var bytes = [UInt8](repeating: 0, count: max(0, min(most, size - offset)))
        let count = pread(descriptor, &bytes, bytes.count, off_t(offset))
        return bytes.prefix(max(0, count))
    }

    /// Where the file begins behind its ID3 tags.
    var pastTags: Int {
        var at = 0
        while let head = read(at: at, count: 10), head.starts(with: "ID3".utf8), head[3] < 255 {
            let length = head[6..<10].reduce(0) { $0 << 7 | Int($1 & 127) }
            at += 10 + length + (head[5] & 16 != 0 ? 10 : 0)
        }
        return at
    }

    /// The chunks after the twelve bytes of a RIFF's or an IFF's form, at most a thousand.
    package func chunks(bigEndian: Bool) -> [(name: String, start: Int, length: Int)] {
        var chunks: [(name: String, start: Int, length: Int)] = []
        var offset = 12
        while chunks.count < 1000, let head = read(at: offset, count: 8) {
            let length = FileBytes.integer(head[4..<8], bigEndian: bigEndian)
            chunks.append((String(decoding: head[0..<4], as: UTF8.self), offset + 8, length))
            offset += 8 + length + length % 2
        }
        return chunks
    }

    /// An unsigned integer of up to eight bytes; those beyond `Int` become its greatest.
    package static func integer(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> Int {
        let ordered = bigEndian ? Array(bytes) : bytes.reversed()
        return Int(clamping: ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
