internal import CDNN

/// Where the numbers of activations, weights or gradients lie.
typealias Memory = UnsafeMutablePointer<Float>

/// How an array lies in memory: row-major, or in the blocks that an operation asked for.
struct Layout: Sendable {
    private let described: Described

    /// oneDNN's description of it, which nothing changes.
    private final class Described: @unchecked Sendable {
        let address: OpaquePointer

        init(_ address: OpaquePointer) { self.address = address }

        deinit { foley_dnn_free_layout(address) }
    }

    /// Takes over what oneDNN made, which is nil only where there is no memory at all.
    init(_ made: OpaquePointer?) { described = Described(made!) }

    /// Row-major.
    static func plain(_ shape: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_plain(Int32(shape.count), shape.map(Int64.init)))
    }

    /// Row-major, but for the channels, which are innermost.
    static func channelsLast(_ shape: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_in_blocks(Int32(shape.count), shape.map(Int64.init), 0))
    }

    /// For the operation to decide.
    static func free(_ shape: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_any(Int32(shape.count), shape.map(Int64.init)))
    }

    /// Calls `body` with the layouts as oneDNN describes them.
    static func with<R>(_ layouts: [Layout], body: ([OpaquePointer]) throws -> R) rethrows -> R {
        try withExtendedLifetime(layouts) { try body(layouts.map(\.described.address)) }
    }

    private func query<R>(_ body: (OpaquePointer) -> R) -> R { withExtendedLifetime(described) { body(described.address) } }

    var shape: [Int] {
        var sizes = [Int64](repeating: 0, count: Int(FOLEY_DNN_MOST_AXES))
        let rank = query { foley_dnn_shape($0, &sizes) }
        return sizes.prefix(Int(rank)).map(Int.init)
    }

    /// What it takes in memory, padding of blocks included.
    var count: Int { query(foley_dnn_bytes) / MemoryLayout<Float>.size }

    func isSame(as other: Layout) -> Bool { query { mine in other.query { foley_dnn_same(mine, $0) != 0 } } }

    /// An array as [image][group][row][column][lane], without gaps; a channel is group * lanes + lane.
    struct Grid: Hashable {
        var images, groups, rows, columns, lanes: Int
    }

    /// nil where it lies otherwise.
    var grid: Grid? {
        var sizes = [Int64](repeating: 0, count: 5)
        guard query({ foley_dnn_grid($0, &sizes) }) != 0 else { return nil }
        let s = sizes.map(Int.init)
        return Grid(images: s[0], groups: s[1], rows: s[2], columns: s[3], lanes: s[4])
    }

    /// Another shape with channels in blocks of the same size.
    func like(_ shape: [Int]) throws -> Layout {
        guard let grid, shape.count == 4, grid.lanes > 1 else { return try .plain(shape) }
        return Layout(foley_dnn_in_blocks(4, shape.map(Int64.init), Int64(grid.lanes)))
    }
}
