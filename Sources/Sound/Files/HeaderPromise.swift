internal import Glibc

/// How many bytes of samples a file's own header promises, and how many are there.
///
/// Read from the chunks of WAV (RIFF, RIFX, RF64), AIFF and AU files; other formats are judged by decoding them.
struct HeaderPromise: Equatable {
    let promised: Int
    let present: Int
    /// Bytes of one sample over all channels, where the header says.
    let block: Int?

    /// nil for other formats, for damaged chunks, and for streams whose writer did not know how long they would be.
    init?(descriptor: Int32, size: Int) {
        let file = Bytes(descriptor: descriptor, size: size)
        guard let head = file.read(at: 0, count: 12) else { return nil }
        switch String(decoding: head[0..<4], as: UTF8.self) {
        case "RIFF", "RF64": self.init(riff: file, bigEndian: false, form: head[8..<12])
        case "RIFX": self.init(riff: file, bigEndian: true, form: head[8..<12])
        case "FORM": self.init(aiff: file, form: head[8..<12])
        case ".snd":
            self.init(
                promised: Bytes.integer(head[8..<12], bigEndian: true),
                present: size - Bytes.integer(head[4..<8], bigEndian: true), block: nil)
        default: return nil
        }
    }

    private init?(promised: Int, present: Int, block: Int?) {
        // Writers to a pipe fill in the greatest 32-bit number or its half, some a few bytes less, some nothing.
        let unknown =
            promised == 0 || (0x7FFF_0000...0x8000_0000).contains(promised)
            || (0xFFFF_0000...0xFFFF_FFFF).contains(promised)
        guard !unknown, promised > 0, present >= 0 else { return nil }
        self.promised = promised
        self.present = min(present, promised)
        self.block = block
    }

    private init?(riff file: Bytes, bigEndian: Bool, form: ArraySlice<UInt8>) {
        guard form.elementsEqual("WAVE".utf8) else { return nil }
        var block: Int?
        var long: Int?
        for chunk in file.chunks(bigEndian: bigEndian) {
            switch chunk.name {
            case "fmt ":
                guard let format = file.read(at: chunk.start, count: 16) else { return nil }
                let tag = Bytes.integer(format[0..<2], bigEndian: bigEndian)
                // PCM, float, A-law, mu-law and extensible: one sample a block.
                if [1, 3, 6, 7, 0xFFFE].contains(tag) { block = Bytes.integer(format[12..<14], bigEndian: bigEndian) }
            case "ds64":
                guard let sizes = file.read(at: chunk.start, count: 16) else { return nil }
                long = Bytes.integer(sizes[8..<16], bigEndian: false)
            case "data":
                let length = chunk.length == 0xFFFF_FFFF ? long ?? chunk.length : chunk.length
                self.init(promised: length, present: file.size - chunk.start, block: block)
                return
            default: break
            }
        }
        return nil
    }

    private init?(aiff file: Bytes, form: ArraySlice<UInt8>) {
        guard form.elementsEqual("AIFF".utf8) || form.elementsEqual("AIFC".utf8) else { return nil }
        var block: Int?
        for chunk in file.chunks(bigEndian: true) {
            if chunk.name == "COMM", form.elementsEqual("AIFF".utf8), let format = file.read(at: chunk.start, count: 8)
            {
                let bits = Bytes.integer(format[6..<8], bigEndian: true)
                block = Bytes.integer(format[0..<2], bigEndian: true) * ((bits + 7) / 8)
            } else if chunk.name == "SSND" {
                self.init(promised: chunk.length - 8, present: file.size - chunk.start - 8, block: block)
                return
            }
        }
        return nil
    }

    /// The promise in samples, given that `samples` can be read; nil where the file is whole.
    func promisedSamples(read samples: Int) -> Int? {
        guard present < promised else { return nil }
        if let block, block > 0 {
            return promised / block > samples ? promised / block : nil
        }
        guard present > 0 else { return promised }
        let exact = Double(samples) * Double(promised) / Double(present)
        return exact < 1e15 ? max(samples + 1, Int(exact.rounded())) : nil
    }
}

/// A file's bytes at given places.
private struct Bytes {
    let descriptor: Int32
    let size: Int

    /// `count` bytes; nil where there are not as many.
    func read(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, offset <= size - count else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, off_t(offset)) == count ? bytes : nil
    }

    /// The chunks after the twelve bytes of the form, at most a thousand.
    func chunks(bigEndian: Bool) -> [(name: String, start: Int, length: Int)] {
        var chunks: [(name: String, start: Int, length: Int)] = []
        var offset = 12
        while chunks.count < 1000, let head = read(at: offset, count: 8) {
            let length = Bytes.integer(head[4..<8], bigEndian: bigEndian)
            chunks.append((String(decoding: head[0..<4], as: UTF8.self), offset + 8, length))
            offset += 8 + length + length % 2
        }
        return chunks
    }

    /// An unsigned integer of up to eight bytes; those beyond `Int` become its greatest.
    static func integer(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> Int {
        let ordered = bigEndian ? Array(bytes) : bytes.reversed()
        return Int(clamping: ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
