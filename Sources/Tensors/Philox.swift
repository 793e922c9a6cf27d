internal import Glibc

/// Random numbers without state: element `i` of a stream is a function of seed, purpose and `i` alone.
///
/// Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011). The key is
/// the seed; the counter's low half is the number of the block of four elements, its high half names the stream.
public struct Philox: Sendable {
    private let seed: UInt64
    private let stream: UInt64

    /// The stream for one purpose: `Philox(seed: 7, purpose: "dropout", epoch, step)`.
    public init(seed: UInt64, purpose: String, _ path: UInt64...) {
        self.seed = seed
        // FNV-1a over the words of purpose and path.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        purpose.utf8.forEach(take)
        for number in path {
            take(0xff)
            for shift in stride(from: UInt64(0), to: 64, by: 8) { take(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        stream = hash
    }

    /// What the stream's words are functions of, besides their numbers.
    var counter: (seed: UInt64, stream: UInt64) { (seed, stream) }

    /// Four random words from four counter words and two key words.
    static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var counter = counter
        var key = key
        for _ in 0..<10 {
            let a = UInt64(0xD251_1F53) &* UInt64(counter[0])
            let b = UInt64(0xCD9E_8D57) &* UInt64(counter[2])
            counter = SIMD4(
                UInt32(truncatingIfNeeded: b >> 32) ^ counter[1] ^ key[0], UInt32(truncatingIfNeeded: b),
                UInt32(truncatingIfNeeded: a >> 32) ^ counter[3] ^ key[1], UInt32(truncatingIfNeeded: a))
            key = SIMD2(key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85)
        }
        return counter
    }

    private func block(_ number: UInt64) -> SIMD4<UInt32> {
        Self.block(
            SIMD4(
                UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
                UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    }

    /// 32 random bits: element `index`.
    public func bits(_ index: Int) -> UInt32 { block(UInt64(index) / 4)[index % 4] }

    /// Element `index`, uniform in [0, 1) in steps of 2^-24.
    public func uniform(_ index: Int) -> Float { Self.uniform(bits(index)) }

    /// Element `index` of a standard normal distribution (Box and Muller).
    public func normal(_ index: Int) -> Float { normals(UInt64(index) / 4)[index % 4] }

    /// Elements `first`, `first + 1`, ... as `uniform` gives them.
    public func fillUniform(_ memory: UnsafeMutableBufferPointer<Float>, from first: Int = 0) {
        fill(memory, from: first) { number in
            let bits = block(number)
            return SIMD4(
                Self.uniform(bits[0]), Self.uniform(bits[1]), Self.uniform(bits[2]), Self.uniform(bits[3]))
        }
    }

    /// Elements `first`, `first + 1`, ... as `normal` gives them.
    public func fillNormal(_ memory: UnsafeMutableBufferPointer<Float>, from first: Int = 0) {
        fill(memory, from: first, normals)
    }

    private static func uniform(_ bits: UInt32) -> Float { Float(bits >> 8) * 0x1p-24 }

    private func normals(_ number: UInt64) -> SIMD4<Float> {
        let bits = block(number)
        func pair(_ a: UInt32, _ b: UInt32) -> (Float, Float) {
            let radius = (-2 * log((Double(a) + 0.5) * 0x1p-32)).squareRoot()
            let angle = 2 * Double.pi * (Double(b) * 0x1p-32)
            return (Float(radius * cos(angle)), Float(radius * sin(angle)))
        }
        let (a, b) = pair(bits[0], bits[1])
        let (c, d) = pair(bits[2], bits[3])
        return SIMD4(a, b, c, d)
    }

    private func fill(
        _ memory: UnsafeMutableBufferPointer<Float>, from first: Int, _ block: (UInt64) -> SIMD4<Float>
    ) {
        var position = 0
        while position < memory.count {
            let index = first + position
            let four = block(UInt64(index) / 4)
            for lane in index % 4..<min(4, index % 4 + memory.count - position) {
                memory[position] = four[lane]
                position += 1
            }
        }
    }
}
