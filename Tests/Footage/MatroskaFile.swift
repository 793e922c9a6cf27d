/// A Matroska file of raw pictures and samples, each packet at whatever time a test gives it.
public struct MatroskaFile: Sendable {
    private var tracks: [[UInt8]] = []
    private var clusters: [UInt8] = []
    /// What the header says that it lasts, in milliseconds.
    public var duration: Double?

    public init(duration: Double? = nil) { self.duration = duration }

    /// Adds a stream of samples, 16 bits each; returns its number.
    public mutating func addSound(rate: Double, channels: Int = 1, isDefault: Bool = true) -> Int {
        let audio = element(0xB5, float(rate)) + element(0x9F, number(channels)) + element(0x6264, number(16))
        return addTrack(kind: 2, codec: "A_PCM/INT/LIT", isDefault, element(0xE1, audio))
    }

    /// Adds a stream of pictures, 4:2:0; `shown` is the size that they are to be shown at. Returns its number.
    public mutating func addPictures(
        width: Int, height: Int, shown: (width: Int, height: Int)? = nil, isDefault: Bool = true
    ) -> Int {
        var video = element(0xB0, number(width)) + element(0xBA, number(height)) + element(0x2EB524, Array("I420".utf8))
        if let shown { video += element(0x54B0, number(shown.width)) + element(0x54BA, number(shown.height)) }
        return addTrack(kind: 1, codec: "V_UNCOMPRESSED", isDefault, element(0xE0, video))
    }

    private mutating func addTrack(kind: Int, codec: String, _ isDefault: Bool, _ rest: [UInt8]) -> Int {
        let count = tracks.count + 1
        tracks.append(
            element(
                0xAE,
                element(0xD7, number(count)) + element(0x73C5, number(count)) + element(0x83, number(kind))
                    + element(0x88, number(isDefault ? 1 : 0)) + element(0x9C, number(0)) + element(0x86, Array(codec.utf8))
                    + rest))
        return count
    }

    /// Adds a packet to a stream, in milliseconds.
    public mutating func add(_ bytes: [UInt8], to track: Int, at time: Int, lasting duration: Int? = nil) {
        let block = [UInt8(0x80 | track), 0, 0, 0x80] + bytes
        let group = element(0xA0, element(0xA1, [UInt8(0x80 | track), 0, 0, 0] + bytes) + element(0x9B, number(duration ?? 0)))
        clusters += element(0x1F43_B675, element(0xE7, number(time)) + (duration == nil ? element(0xA3, block) : group))
    }

    /// Adds `count` samples of one value, from -1 to 1, to each of `channels`.
    public mutating func addSamples(_ count: Int, of value: Double, to track: Int, at time: Int, channels: Int = 1) {
        let sample = UInt16(bitPattern: Int16((value * 32_768).rounded()))
        add((0..<count * channels).flatMap { _ in [UInt8(sample & 255), UInt8(sample >> 8)] }, to: track, at: time)
    }

    /// Adds a picture of which each pixel is as bright as `level` says, from 16 (black) to 235.
    public mutating func addPicture(
        width: Int, height: Int, to track: Int, at time: Int, lasting duration: Int? = nil,
        level: (_ row: Int, _ column: Int) -> UInt8
    ) {
        var bytes: [UInt8] = []
        for row in 0..<height { for column in 0..<width { bytes.append(level(row, column)) } }
        bytes += [UInt8](repeating: 128, count: 2 * ((width + 1) / 2) * ((height + 1) / 2))
        add(bytes, to: track, at: time, lasting: duration)
    }

    public var bytes: [UInt8] {
        let info = element(0x2AD7B1, number(1_000_000)) + (duration.map { element(0x4489, float($0)) } ?? [])
        let head =
            element(0x4286, number(1)) + element(0x42F7, number(1)) + element(0x42F2, number(4)) + element(0x42F3, number(8))
            + element(0x4282, Array("matroska".utf8)) + element(0x4287, number(4)) + element(0x4285, number(2))
        return element(0x1A45_DFA3, head)
            + element(0x1853_8067, element(0x1549_A966, info) + element(0x1654_AE6B, Array(tracks.joined())) + clusters)
    }

    private func element(_ id: UInt32, _ content: [UInt8]) -> [UInt8] {
        var name: [UInt8] = []
        for shift in [24, 16, 8, 0] where id >> UInt32(shift) != 0 { name.append(UInt8(id >> UInt32(shift) & 255)) }
        // A size of eight bytes, of which the first says that.
        let size = (0..<7).reversed().map { UInt8(content.count >> ($0 * 8) & 255) }
        return name + [1] + size + content
    }

    private func number(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 8) & 255) } }

    private func float(_ value: Double) -> [UInt8] { (0..<8).reversed().map { UInt8(value.bitPattern >> UInt64($0 * 8) & 255) } }
}
