public import Tensors

/// What a network makes of clips that were cut into segments: the mean of the rows of each, in order; segments of one clip stand
/// one after the other.
///
/// - Parameters:
///   - rows: (segment, class)
///   - clips: that of each segment.
public func segmentMeans(of rows: Tensor, by clips: [Int]) -> [(clip: Int, segments: Range<Int>, mean: [Float])] {
    precondition(rows.rank == 2 && rows.shape[0] == clips.count)
    var means: [(clip: Int, segments: Range<Int>, mean: [Float])] = []
    var start = 0
    while start < clips.count {
        let end = (start..<clips.count).first { clips[$0] != clips[start] } ?? clips.count
        means.append((clips[start], start..<end, rowMean(of: rows, start..<end)))
        start = end
    }
    return means
}

/// The mean of each column of a matrix over some of its rows.
public func rowMean(of matrix: Tensor, _ rows: Range<Int>) -> [Float] {
    let columns = matrix.shape[1]
    return matrix.withFloats { p in
        (0..<columns).map { column in
            Float(rows.reduce(0.0) { $0 + Double(p[$1 * columns + column]) } / Double(rows.count))
        }
    }
}
