internal import CKernels

/// Batch normalisation, rectifier, max-pool and dropout in one pass, over activations that lie as
/// [image][group][row][column][lane]; a channel is group * lanes + lane.
public struct BlockKernel {
    private var block: foley_block

    /// `down` x `across` is the pool's window; `rectifier` is 0 none, 1 ReLU, 2 ELU; `share` is dropped.
    public init(
        images: Int, groups: Int, rows: Int, columns: Int, lanes: Int, down: Int = 1, across: Int = 1,
        rectifier: Int32 = 0, share: Float = 0
    ) {
        block = foley_block(
            images: images, groups: groups, rows: rows, columns: columns, inner: lanes, down: down, across: across,
            rectifier: rectifier, share: share, kept: 1 / (1 - share), seed: 0, stream: 0)
    }

    /// Numbers that leave.
    public var outputs: Int {
        block.images * block.groups * (block.rows / block.down) * (block.columns / block.across) * block.inner
    }
    /// Numbers of one channel that come in.
    public var cells: Int { block.images * block.rows * block.columns }
    private var channels: Int { block.groups * block.inner }

    /// The mean and the variance (over n) of each of the first `channels` channels.
    ///
    /// Summed along rows in single precision, from there on in double, about the channel's first number.
    public func moments(
        _ x: UnsafePointer<Float>, channels count: Int, mean: UnsafeMutablePointer<Float>,
        variance: UnsafeMutablePointer<Float>
    ) {
        let first = (0..<channels).map { x[$0 / block.inner * block.rows * block.columns * block.inner + $0 % block.inner] }
        var sums = [Double](repeating: 0, count: 2 * channels)
        withUnsafePointer(to: block) { foley_block_moments($0, x, first, &sums) }
        for c in 0..<count {
            let (offset, square) = (sums[c] / Double(cells), sums[channels + c] / Double(cells))
            mean[c] = Float(Double(first[c]) + offset)
            variance[c] = Float(max(square - offset * offset, 0))
        }
    }

    /// `y = dropout(rectifier(max over the window of scale x + shift))`; without `scale` of x itself.
    public func forward(
        _ x: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
        to y: UnsafeMutablePointer<Float>, places: UnsafeMutablePointer<UInt8>?, random: Philox
    ) {
        var block = block
        (block.seed, block.stream) = random.counter
        foley_block_forward(&block, scale, shift, x, y, places)
    }

    /// Turns `dy` into the gradient g of each window's largest number; gives the sums of g and of g (x - mean) of each
    /// channel, one after the other, where there is a mean.
    @discardableResult
    public func reduce(
        _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, places: UnsafePointer<UInt8>?,
        dy: UnsafeMutablePointer<Float>, mean: UnsafePointer<Float>? = nil
    ) -> [Double] {
        withUnsafePointer(to: block) { block in
            guard let mean else {
                foley_block_reduce(block, x, y, places, dy, nil, nil)
                return []
            }
            var sums = [Double](repeating: 0, count: 2 * channels)
            foley_block_reduce(block, x, y, places, dy, mean, &sums)
            return sums
        }
    }

    /// `dx = scale g + slope x + shift`, g being where each maximum was found and zero elsewhere; without `scale` g alone.
    public func spread(
        _ x: UnsafePointer<Float>, g: UnsafePointer<Float>, places: UnsafePointer<UInt8>?,
        to dx: UnsafeMutablePointer<Float>, scale: UnsafePointer<Float>? = nil, slope: UnsafePointer<Float>? = nil,
        shift: UnsafePointer<Float>? = nil
    ) {
        withUnsafePointer(to: block) { foley_block_spread($0, x, g, places, scale, slope, shift, dx) }
    }
}

/// What is left of rows and columns when only their sum or their maximum counts.
extension BlockKernel {
    /// [image][group][row][lane]: the mean over columns.
    public func averageColumns(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: block) { foley_average_columns($0, x, y) }
    }

    public func averageColumnsBack(_ dy: UnsafePointer<Float>, to dx: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: block) { foley_average_columns_back($0, dy, dx) }
    }

    /// (images, width) each: the mean and the maximum of each channel over rows and columns, and the cells of the maxima.
    public func summarise(
        _ x: UnsafePointer<Float>, channels: Int, width: Int, mean: UnsafeMutablePointer<Float>?,
        greatest: UnsafeMutablePointer<Float>?, cells: UnsafeMutablePointer<Int32>?
    ) {
        withUnsafePointer(to: block) { foley_summarise($0, channels, x, width, mean, greatest, cells) }
    }

    public func summariseBack(
        channels: Int, width: Int, mean: UnsafePointer<Float>?, greatest: UnsafePointer<Float>?,
        cells: UnsafePointer<Int32>?, to dx: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: block) { foley_summarise_back($0, channels, width, mean, greatest, cells, dx) }
    }
}
