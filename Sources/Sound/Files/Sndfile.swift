internal import CSndfile
internal import Glibc
internal import Tensors

/// An open sound file of plain samples: the face of libsndfile in this process.
final class Sndfile: SoundDecoder {
    private let handle: OpaquePointer
    let channels: Int
    let rate: Int
    /// How many samples the library expects; nil where it cannot know, as in an Ogg stream without an end.
    let samples: Int?
    private let format: Int

    /// Throws `DecoderRefusal`.
    init(reading file: RegularFile) throws {
        var info = SF_INFO()
        // What the library is given is its own: it closes it when it does not open it, whatever it is told.
        let own = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { throw DecoderRefusal(message: String(cString: strerror(errno)), isUnknown: false) }
        guard let handle = sf_open_fd(own, Int32(SFM_READ), &info, 1) else {
            throw DecoderRefusal(
                message: String(cString: sf_strerror(nil)), isUnknown: Int(sf_error(nil)) == Int(SF_ERR_UNRECOGNISED_FORMAT))
        }
        self.handle = handle
        channels = Int(info.channels)
        rate = Int(info.samplerate)
        samples = info.frames >= 0 && info.frames < Int64.max ? Int(info.frames) : nil
        format = Int(info.format)
    }

    deinit { sf_close(handle) }

    /// Up to `count` samples of every channel, interleaved; fewer at the end or at an error.
    func read(_ buffer: UnsafeMutablePointer<Float>, count: Int) -> Int {
        Int(max(0, sf_readf_float(handle, buffer, Int64(count))))
    }

    func begin(_ range: Range<Int>) -> Int {
        guard range.lowerBound > 0, seeksExactly, seek(range.lowerBound) else { return 0 }
        return range.lowerBound
    }

    /// Goes to a sample; whether it could.
    func seek(_ sample: Int) -> Bool { Int(sf_seek(handle, Int64(sample), SEEK_SET)) == sample }

    /// The decoder's complaint, if there is one.
    var complaint: String? { sf_error(handle) == 0 ? nil : DecoderRefusal.plain(String(cString: sf_strerror(handle))) }

    /// Whether every sample can be reached alone with the value that reading from the start gives it.
    var seeksExactly: Bool {
        switch Int(format) & Int(SF_FORMAT_SUBMASK) {
        case Int(SF_FORMAT_PCM_S8), Int(SF_FORMAT_PCM_U8), Int(SF_FORMAT_PCM_16), Int(SF_FORMAT_PCM_24),
            Int(SF_FORMAT_PCM_32), Int(SF_FORMAT_FLOAT), Int(SF_FORMAT_DOUBLE), Int(SF_FORMAT_ULAW),
            Int(SF_FORMAT_ALAW):
            true
        default: false
        }
    }

    /// The format in words, such as `WAV (Microsoft), Signed 16 bit PCM`.
    var formatName: String {
        [Int(SF_FORMAT_TYPEMASK), Int(SF_FORMAT_SUBMASK)].compactMap { mask in
            var info = SF_FORMAT_INFO()
            info.format = Int32(truncatingIfNeeded: format & mask)
            let failed = sf_command(
                nil, Int32(SFC_GET_FORMAT_INFO), &info, Int32(MemoryLayout<SF_FORMAT_INFO>.size))
            return failed == 0 && info.name != nil ? String(cString: info.name) : nil
        }.joined(separator: ", ")
    }

    /// The bytes of a file with `samples` integers (or floats, as they are) per channel, interleaved; nil where the
    /// library refuses the format.
    static func encode(
        _ format: SoundFormat, rate: Int, channels: Int, interleaved: UnsafeBufferPointer<Float>
    ) -> [UInt8]? {
        var info = SF_INFO()
        info.samplerate = Int32(rate)
        info.channels = Int32(channels)
        info.format = Int32(Self.code(of: format))
        guard sf_format_check(&info) != 0 else { return nil }
        let memory = MemoryFile()
        return withExtendedLifetime(memory) {
            var callbacks = MemoryFile.callbacks
            guard
                let handle = sf_open_virtual(
                    &callbacks, Int32(SFM_WRITE), &info, Unmanaged.passUnretained(memory).toOpaque())
            else { return nil }
            // The chunk would carry the time of day.
            sf_command(handle, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, 0)
            let whole = write(interleaved, format, channels, handle)
            let closed = sf_close(handle) == 0
            return whole && closed ? memory.bytes : nil
        }
    }

    /// Integers are n = round(x 2^(bits-1)), clipped: the inverse of how reading scales them.
    private static func write(
        _ interleaved: UnsafeBufferPointer<Float>, _ format: SoundFormat, _ channels: Int, _ handle: OpaquePointer
    ) -> Bool {
        let piece = 4096 * channels
        var integers = [Int32](repeating: 0, count: piece)
        for start in stride(from: 0, to: interleaved.count, by: piece) {
            let part = UnsafeBufferPointer(rebasing: interleaved[start..<min(interleaved.count, start + piece)])
            let frames = Int64(part.count / channels)
            var written: Int64
            if let bits = format.bits {
                for i in part.indices { integers[i] = format.quantise(part[i]) << Int32(32 - bits) }
                written = sf_writef_int(handle, integers, frames)
            } else {
                written = sf_writef_float(handle, part.baseAddress!, frames)
            }
            guard written == frames else { return false }
        }
        return true
    }

    private static func code(of format: SoundFormat) -> Int {
        switch format {
        case .wav16: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_PCM_16)
        case .wav24: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_PCM_24)
        case .wavFloat: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_FLOAT)
        case .flac16: Int(SF_FORMAT_FLAC) | Int(SF_FORMAT_PCM_16)
        case .flac24: Int(SF_FORMAT_FLAC) | Int(SF_FORMAT_PCM_24)
        case .mp3: Int(SF_FORMAT_MPEG) | Int(SF_FORMAT_MPEG_LAYER_III)
        }
    }
}

/// A file in memory that libsndfile writes to.
private final class MemoryFile {
    var bytes: [UInt8] = []
    var position = 0

    static var callbacks: SF_VIRTUAL_IO {
        SF_VIRTUAL_IO(
            get_filelen: { Int64(MemoryFile.at($0).bytes.count) },
            seek: { offset, origin, file in
                let file = MemoryFile.at(file)
                let base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? file.position : file.bytes.count
                file.position = max(0, base + Int(offset))
                return Int64(file.position)
            },
            read: { target, count, file in
                let file = MemoryFile.at(file)
                let taken = max(0, min(Int(count), file.bytes.count - file.position))
                file.bytes.withUnsafeBytes { bytes in
                    if taken > 0 { memcpy(target!, bytes.baseAddress! + file.position, taken) }
                }
                file.position += taken
                return Int64(taken)
            },
            write: { source, count, file in
                let file = MemoryFile.at(file)
                let count = Int(count)
                let end = file.position + count
                if file.bytes.count < end {
                    file.bytes.append(contentsOf: repeatElement(0, count: end - file.bytes.count))
                }
                file.bytes.withUnsafeMutableBytes { bytes in
                    if count > 0 { memcpy(bytes.baseAddress! + file.position, source!, count) }
                }
                file.position = end
                return Int64(count)
            },
            tell: { Int64(MemoryFile.at($0).position) })
    }

    private static func at(_ pointer: UnsafeMutableRawPointer?) -> MemoryFile {
        Unmanaged<MemoryFile>.fromOpaque(pointer!).takeUnretainedValue()
    }
}
