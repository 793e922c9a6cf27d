import Tensors

/// Where the numbers of activations, weights or gradients lie.
typealias Memory = UnsafeMutablePointer<Float>

/// How an array lies in memory: row-major, or with its channels in blocks.
///
/// Of rank 4 it is (images, channels, rows, columns), of rank 3 (images, channels, columns), of rank 2 (images, channels).
struct Layout: Hashable, Sendable {
    let shape: [Int]
    /// Axes of one number have no distance from it to the next: layouts that are the same in memory are equal.
    let order: ImageOrder

    private init(_ shape: [Int], lanes: Int, groups: Int, images: Int, rows: Int, columns: Int, within: Int) {
        self.shape = shape
        let size = Self.sizes(shape)
        order = ImageOrder(
            lanes: lanes, images: size.images > 1 ? images : 0, groups: size.channels > lanes ? groups : 0,
            rows: size.rows > 1 ? rows : 0, columns: size.columns > 1 ? columns : 0, within: lanes > 1 ? within : 0)
    }

    private static func sizes(_ shape: [Int]) -> (images: Int, channels: Int, rows: Int, columns: Int) {
        switch shape.count {
        case 2: (shape[0], shape[1], 1, 1)
        case 3: (shape[0], shape[1], 1, shape[2])
        case 4: (shape[0], shape[1], shape[2], shape[3])
        default: preconditionFailure("an array of rank \(shape.count)")
        }
    }

    /// Row-major.
    static func plain(_ shape: [Int]) -> Layout {
        let size = sizes(shape)
        let plane = size.rows * size.columns
        return Layout(
            shape, lanes: 1, groups: plane, images: size.channels * plane, rows: size.columns, columns: 1, within: 1)
    }

    /// Channels in blocks of `lanes`, [image][group][row][column][lane]: channel group * lanes + lane.
    static func blocks(_ shape: [Int], lanes: Int = ConvolutionKernel.lanes) -> Layout {
        let size = sizes(shape)
        let plane = size.rows * size.columns * lanes
        return Layout(
            shape, lanes: lanes, groups: plane, images: (size.channels + lanes - 1) / lanes * plane,
            rows: size.columns * lanes, columns: lanes, within: 1)
    }

    /// Sequences of `count` examples, each (frames, features), first frame of all examples first.
    static func sequences(_ count: Int, _ shape: Shape) -> Layout {
        strided([count] + shape, by: [shape[1], count * shape[1], 1])
    }

    /// Of rank 3, by the distance in memory from each index to the next, axis by axis.
    static func strided(_ shape: [Int], by strides: [Int]) -> Layout {
        Layout(shape, lanes: 1, groups: strides[1], images: strides[0], rows: 0, columns: strides[2], within: 1)
    }

    /// What it takes in memory, padding of blocks included.
    var count: Int {
        let size = Self.sizes(shape)
        return size.images * ((size.channels + order.lanes - 1) / order.lanes * order.lanes) * size.rows * size.columns
    }

    /// An array as [image][group][row][column][lane], without gaps; a channel is group * lanes + lane.
    struct Grid: Hashable {
        var images, groups, rows, columns, lanes: Int
    }

    /// nil where it lies otherwise. A row of units is one column of lanes, and so is a frame of a sequence.
    var grid: Grid? {
        let size = Self.sizes(shape)
        if shape.count == 2 { return Grid(images: size.images, groups: 1, rows: 1, columns: 1, lanes: size.channels) }
        if shape.count == 3 {
            let (rows, frames) = (shape[0], shape[1])
            if self == .plain(shape) { return Grid(images: rows, groups: 1, rows: 1, columns: frames, lanes: shape[2]) }
            guard self == .sequences(rows, [frames, shape[2]]) else { return nil }
            return Grid(images: frames, groups: 1, rows: 1, columns: rows, lanes: shape[2])
        }
        return Grid(
            images: size.images, groups: (size.channels + order.lanes - 1) / order.lanes, rows: size.rows,
            columns: size.columns, lanes: order.lanes)
    }

    /// Another shape with channels in blocks of the same size.
    func like(_ shape: [Int]) -> Layout {
        shape.count == 4 && order.lanes > 1 ? .blocks(shape, lanes: order.lanes) : .plain(shape)
    }

    /// `y = x`, where x lies like this and y as the other says.
    func move(_ x: UnsafePointer<Float>, to y: Memory, _ other: Layout) {
        precondition(shape == other.shape)
        let size = Self.sizes(shape)
        Kernels.reorder(
            x, order, to: y, other.order, images: size.images, channels: size.channels, rows: size.rows,
            columns: size.columns)
    }
}
