internal import CDNN

/// Where the numbers of activations, weights or gradients lie.
typealias Memory = UnsafeMutablePointer<Float>

/// How an array lies in memory: row-major, or in the blocks that an operation asked for.
struct Layout: @unchecked Sendable {
    let described: dnnl_memory_desc_t

    init(_ described: dnnl_memory_desc_t) { self.described = described }

    /// Row-major.
    static func plain(_ shape: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_plain(Int32(shape.count), shape.map(Int64.init)))
    }

    /// For the operation to decide.
    static func free(_ shape: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_any(Int32(shape.count), shape.map(Int64.init)))
    }

    var shape: [Int] {
        withUnsafeBytes(of: described.dims) { dims in
            dims.bindMemory(to: Int64.self).prefix(Int(described.ndims)).map(Int.init)
        }
    }

    /// What it takes in memory, padding of blocks included.
    var count: Int { withUnsafePointer(to: described) { foley_dnn_bytes($0) } / MemoryLayout<Float>.size }

    func isSame(as other: Layout) -> Bool {
        withUnsafePointer(to: described) { a in withUnsafePointer(to: other.described) { foley_dnn_same(a, $0) != 0 } }
    }
}
