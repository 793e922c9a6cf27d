public import Tensors

/// What a network learns from or is asked about: features with labels, in the order of their clips.
///
/// Features are decibels, (bands, frames) each, or rows of whatever else a front end hears. They lie wherever the tensors
/// lie that they were taken from: those of a session stay in mapped files, so that memory does not grow with the number
/// of clips.
public struct Examples: Sendable {
    public let bands: Int
    public let frames: Int
    /// Moments of one example, which may last less than all of them: frames, or pictures.
    public let steps: Int
    private var entries: [Entry] = []

    private struct Entry {
        let storage: Storage
        let offset: Int
        let clip: Int
        let label: Int?
        let labels: [Int]?
        let start: Double
        let length: Int
    }

    /// As many steps as frames unless told.
    public init(bands: Int, frames: Int, steps: Int? = nil) {
        self.bands = bands
        self.frames = frames
        self.steps = steps ?? frames
    }

    public var count: Int { entries.count }
    /// Numbers in one example.
    public var size: Int { bands * frames }

    /// Adds the examples of one clip: `features` is (segments, bands, frames), `starts` says where each begins, in
    /// seconds, `length` how many steps hold something of the clip (all when nil), the rest being silence.
    /// `labels` are all classes of a clip that may have several; of what is only asked about none is known.
    public mutating func append(
        _ features: Tensor, clip: Int, label: Int? = nil, labels: [Int]? = nil, starts: [Double], length: Int? = nil
    ) {
        precondition(features.shape == [starts.count, bands, frames])
        let length = min(steps, max(1, length ?? steps))
        for (number, start) in starts.enumerated() {
            entries.append(
                Entry(
                    storage: features.storage, offset: number * size, clip: clip, label: label, labels: labels, start: start,
                    length: length))
        }
    }

    /// The index of the example's clip in its table.
    public func clip(_ index: Int) -> Int { entries[index].clip }
    /// The index of its class, which must be known.
    public func label(_ index: Int) -> Int { entries[index].label! }
    /// The indices of all its classes, which must be known.
    public func labels(_ index: Int) -> Set<Int> { Set(entries[index].labels ?? [label(index)]) }
    /// Where in its clip it begins, in seconds.
    public func start(_ index: Int) -> Double { entries[index].start }

    /// How many of its steps hold something; the others, at its end, are silence where the clip is over.
    public func length(_ index: Int) -> Int { entries[index].length }

    /// (bands, frames) in decibels, where they lie.
    public func features(_ index: Int) -> Tensor {
        withFeatures(index) { floats in
            Tensor([bands, frames], storage: Storage(borrowing: floats, from: entries[index].storage))
        }
    }

    /// Whether mel bands of an example hold nothing but silence.
    public func isSilent(_ index: Int) -> Bool { withFeatures(index) { $0.allSatisfy { $0 <= -80 } } }

    /// The examples at `indices`, in that order.
    public func selecting(_ indices: [Int]) -> Examples {
        var part = Examples(bands: bands, frames: frames, steps: steps)
        part.entries = indices.map { entries[$0] }
        return part
    }

    func withFeatures<R>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        let entry = entries[index]
        return try withExtendedLifetime(entry.storage) {
            try body(UnsafeBufferPointer(rebasing: entry.storage.floats[entry.offset..<entry.offset + size]))
        }
    }
}

/// Bringing features to mean 0 and deviation 1.
extension Examples {
    /// The mean and the deviation of the examples at `indices`: of all numbers, or of each row's where they are not on one
    /// scale; a deviation of 1 where numbers are all the same.
    ///
    /// Each example is summed in double precision in a fixed order, then the sums of all in a fixed tree. What is NaN counts
    /// for nothing.
    public func standard(of indices: [Int], byRow: Bool = false, parallel: Parallel = Parallel()) throws -> Standard {
        guard !indices.isEmpty else { return Standard() }
        // Rows of an example that are summed together.
        let parts = byRow ? bands : 1
        let length = size / parts
        var sums = [SIMD3<Double>](repeating: .zero, count: parts * indices.count)
        try sums.withUnsafeMutableBufferPointer { sums in
            try parallel.forEachRange(of: indices.count, by: 64) { range in
                for number in range {
                    withFeatures(indices[number]) { floats in
                        for part in 0..<parts {
                            sums[part * indices.count + number] = momentSums(
                                UnsafeBufferPointer(rebasing: floats[part * length..<(part + 1) * length]))
                        }
                    }
                }
            }
        }
        let moments = (0..<parts).map { part in
            let sums = treeSum(sums[part * indices.count..<(part + 1) * indices.count])
            let total = sums / max(sums.z, 1)
            return (mean: Float(total.x), variance: total.y - total.x * total.x)
        }
        return Standard(
            means: moments.map(\.mean), deviations: moments.map { $0.variance > 1e-6 ? Float($0.variance.squareRoot()) : 1 })
    }
}

/// The sums of the numbers and of their squares, and how many there are that are not NaN.
private func momentSums(_ x: UnsafeBufferPointer<Float>) -> SIMD3<Double> {
    var (first, second) = (SIMD8<Double>(), SIMD8<Double>())
    let whole = x.count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let base = x.baseAddress! + i
        let eight = SIMD8<Double>(
            SIMD8<Float>(base[0], base[1], base[2], base[3], base[4], base[5], base[6], base[7]))
        first += eight
        second += eight * eight
    }
    var sums = SIMD3(first.sum(), second.sum(), Double(x.count))
    for i in whole..<x.count { sums += SIMD3(Double(x[i]), Double(x[i]) * Double(x[i]), 0) }
    guard sums.x.isNaN else { return sums }
    return x.reduce(into: SIMD3<Double>()) { if !$1.isNaN { $0 += SIMD3(Double($1), Double($1) * Double($1), 1) } }
}

/// The sum, each half by itself first.
private func treeSum(_ x: ArraySlice<SIMD3<Double>>) -> SIMD3<Double> {
    guard x.count > 1 else { return x.first ?? .zero }
    let middle = x.startIndex + x.count / 2
    return treeSum(x[..<middle]) + treeSum(x[middle...])
}
