/// Working memory for floats on a 64-byte boundary, zero at first, gone with its owner.
///
/// Where the system gives none the program ends and says so: who may ask for much asks first whether there is room
/// (`Parallel.memory`).
public final class Scratch: @unchecked Sendable {
    public let memory: UnsafeMutableBufferPointer<Float>
    public var start: UnsafeMutablePointer<Float> { memory.baseAddress! }

    public var bytes: Int { memory.count * MemoryLayout<Float>.stride }

    public convenience init(_ count: Int) {
        self.init(unset: count)
        memory.initialize(repeating: 0)
    }

    /// What is in it is anything, until it is written.
    init(unset count: Int) {
        precondition(count >= 0)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        let floats = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        memory = UnsafeMutableBufferPointer(start: floats, count: count)
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }
}
