internal import Media

/// How many bytes of samples a file's own header promises, and how many are there.
///
/// Read from the chunks of WAV (RIFF, RIFX, RF64), AIFF and AU files; other formats are judged by decoding them.
struct HeaderPromise: Equatable {
    let promised: Int
    let present: Int
    /// FileBytes of one sample over all channels, where the header says.
    let block: Int?

    /// nil for other formats, for damaged chunks, and for streams whose writer did not know how long they would be.
    init?(descriptor: Int32, size: Int) {
        let file = FileBytes(descriptor: descriptor, size: size)
        guard let head = file.read(at: 0, count: 12) else { return nil }
        switch String(decoding: head[0..<4], as: UTF8.self) {
        case "RIFF", "RF64": self.init(riff: file, bigEndian: false, form: head[8..<12])
        case "RIFX": self.init(riff: file, bigEndian: true, form: head[8..<12])
        case "FORM": self.init(aiff: file, form: head[8..<12])
        case ".snd":
            self.init(
                promised: FileBytes.integer(head[8..<12], bigEndian: true),
                present: size - FileBytes.integer(head[4..<8], bigEndian: true), block: nil)
        default: return nil
        }
    }

    /// Bytes of samples behind a header that counts none; 0 of any other file.
    static func uncounted(descriptor: Int32, size: Int) -> Int {
        let file = FileBytes(descriptor: descriptor, size: size)
        guard let head = file.read(at: 0, count: 12) else { return 0 }
        let isRIFF = ["RIFF", "RIFX", "RF64"].contains(String(decoding: head[0..<4], as: UTF8.self))
        guard isRIFF || head.starts(with: "FORM".utf8) else { return 0 }
        let isBig = !isRIFF || head.starts(with: "RIFX".utf8)
        for chunk in file.chunks(bigEndian: isBig) where ["data", "SSND"].contains(chunk.name) {
            let start = chunk.start + (isRIFF ? 0 : 8)
            guard chunk.length == (isRIFF ? 0 : 8) || chunk.length == 0, size > start else { return 0 }
            // Behind a sound that is empty indeed come other chunks, or nothing.
            let next = file.read(at: start, count: 8)
            let isChunk = next.map { bytes in
                bytes[0..<4].allSatisfy { (0x20...0x7E).contains($0) }
                    && start + 8 + FileBytes.integer(bytes[4..<8], bigEndian: isBig) <= size
            }
            return isChunk ?? false ? 0 : size - start
        }
        return 0
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

    private init?(riff file: FileBytes, bigEndian: Bool, form: ArraySlice<UInt8>) {
        guard form.elementsEqual("WAVE".utf8) else { return nil }
        var block: Int?
        var long: Int?
        for chunk in file.chunks(bigEndian: bigEndian) {
            switch chunk.name {
            case "fmt ":
                guard let format = file.read(at: chunk.start, count: 16) else { return nil }
                let tag = FileBytes.integer(format[0..<2], bigEndian: bigEndian)
                // PCM, float, A-law, mu-law and extensible: one sample a block.
                if [1, 3, 6, 7, 0xFFFE].contains(tag) { block = FileBytes.integer(format[12..<14], bigEndian: bigEndian) }
            case "ds64":
                guard let sizes = file.read(at: chunk.start, count: 16) else { return nil }
                long = FileBytes.integer(sizes[8..<16], bigEndian: false)
            case "data":
                let length = chunk.length == 0xFFFF_FFFF ? long ?? chunk.length : chunk.length
                self.init(promised: length, present: file.size - chunk.start, block: block)
                return
            default: break
            }
        }
        return nil
    }

    private init?(aiff file: FileBytes, form: ArraySlice<UInt8>) {
        guard form.elementsEqual("AIFF".utf8) || form.elementsEqual("AIFC".utf8) else { return nil }
        var block: Int?
        for chunk in file.chunks(bigEndian: true) {
            if chunk.name == "COMM", form.elementsEqual("AIFF".utf8), let format = file.read(at: chunk.start, count: 8) {
                let bits = FileBytes.integer(format[6..<8], bigEndian: true)
                block = FileBytes.integer(format[0..<2], bigEndian: true) * ((bits + 7) / 8)
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
