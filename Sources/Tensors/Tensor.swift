/// Memory that floats lie in: owned, or borrowed from a mapped file that `owner` keeps open.
public final class Storage: @unchecked Sendable {
    public let floats: UnsafeBufferPointer<Float>
    private let owner: AnyObject?

    /// `count` floats, 64-byte aligned, filled by `fill`, never changed afterwards.
    public init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        let memory = UnsafeMutableBufferPointer(
            start: raw.bindMemory(to: Float.self, capacity: max(count, 1)), count: count)
        do { try fill(memory) } catch {
            raw.deallocate()
            throw error
        }
        floats = UnsafeBufferPointer(memory)
        owner = nil
    }

    /// Floats that belong to `owner`, such as a mapped file.
    public init(borrowing floats: UnsafeBufferPointer<Float>, from owner: AnyObject) {
        self.floats = floats
        self.owner = owner
    }

    deinit {
        if owner == nil { UnsafeMutableRawPointer(mutating: floats.baseAddress!).deallocate() }
    }
}

/// Float32 numbers in row-major order with named axes; immutable.
public struct Tensor: Sendable {
    public let shape: [Int]
    public let axes: [Axis]
    public let storage: Storage

    public var count: Int { storage.floats.count }
    public var rank: Int { shape.count }
    /// The numbers, row-major; valid as long as the tensor lives (use inside `withExtendedLifetime` or `withFloats`).
    public func withFloats<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try withExtendedLifetime(storage) { try body(storage.floats) }
    }

    /// A new tensor whose memory `fill` writes whole.
    public init(_ shape: [Int], axes: [Axis]? = nil, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        precondition(shape.allSatisfy { $0 >= 0 })
        self.shape = shape
        self.axes = axes ?? shape.map { _ in Axis("") }
        precondition(self.axes.count == shape.count)
        storage = try Storage(count: shape.reduce(1, *), fill: fill)
    }

    public init(_ shape: [Int], axes: [Axis]? = nil, _ floats: [Float]) {
        precondition(floats.count == shape.reduce(1, *))
        self.init(shape, axes: axes) { memory in _ = memory.initialize(from: floats) }
    }

    public init(_ shape: [Int], axes: [Axis]? = nil, storage: Storage) {
        precondition(storage.floats.count == shape.reduce(1, *))
        self.shape = shape
        self.axes = axes ?? shape.map { _ in Axis("") }
        self.storage = storage
    }

    /// The same numbers with other axes.
    public func with(axes: [Axis]) -> Tensor { Tensor(shape, axes: axes, storage: storage) }

    public var floats: [Float] { withFloats(Array.init) }
}
