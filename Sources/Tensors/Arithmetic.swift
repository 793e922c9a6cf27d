/// The four operations, element by element.
public enum Arithmetic: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"

    /// `count` results of `a[i] op b[j]` where a step of 0 repeats a single number.
    fileprivate func run(
        _ a: UnsafePointer<Float>, step aStep: Int, _ b: UnsafePointer<Float>, step bStep: Int, count: Int,
        to out: UnsafeMutablePointer<Float>
    ) {
        switch self {
        case .add: for i in 0..<count { out[i] = a[i * aStep] + b[i * bStep] }
        case .subtract: for i in 0..<count { out[i] = a[i * aStep] - b[i * bStep] }
        case .multiply: for i in 0..<count { out[i] = a[i * aStep] * b[i * bStep] }
        case .divide: for i in 0..<count { out[i] = a[i * aStep] / b[i * bStep] }
        }
    }
}

/// A result that float32 cannot hold.
public struct NotFinite: Fault, Equatable {
    public let operation: Arithmetic
    public init(_ operation: Arithmetic) { self.operation = operation }
    public var cause: String { "the result of '\(operation.rawValue)' is infinite or not a number" }
    public var remedy: String? {
        operation == .divide ? "divide by something that is nowhere zero" : "use smaller numbers"
    }
}

extension Tensor {
    /// `a op b` for tensors of one shape; the axes are those of `a`. Throws `NotFinite`.
    public static func combine(_ a: Tensor, _ operation: Arithmetic, _ b: Tensor) throws -> Tensor {
        precondition(a.shape == b.shape)
        return try b.withFloats { try a.combined($0, step: 1, operation, numberFirst: false) }
    }

    /// `a op number`, each element. Throws `NotFinite`.
    public static func combine(_ a: Tensor, _ operation: Arithmetic, _ number: Double) throws -> Tensor {
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { single in
            single.initialize(repeating: Float(number))
            return try a.combined(UnsafeBufferPointer(single), step: 0, operation, numberFirst: false)
        }
    }

    /// `number op b`, each element. Throws `NotFinite`.
    public static func combine(_ number: Double, _ operation: Arithmetic, _ b: Tensor) throws -> Tensor {
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { single in
            single.initialize(repeating: Float(number))
            return try b.combined(UnsafeBufferPointer(single), step: 0, operation, numberFirst: true)
        }
    }

    private func combined(
        _ other: UnsafeBufferPointer<Float>, step: Int, _ operation: Arithmetic, numberFirst: Bool
    ) throws -> Tensor {
        guard count > 0 else { return self }
        return try withFloats { mine in
            try Tensor(shape, axes: axes) { memory in
                let (own, their, out) = (mine.baseAddress!, other.baseAddress!, memory.baseAddress!)
                if numberFirst {
                    operation.run(their, step: step, own, step: 1, count: count, to: out)
                } else {
                    operation.run(own, step: 1, their, step: step, count: count, to: out)
                }
                guard Kernels.allFinite(UnsafeBufferPointer(memory)) else { throw NotFinite(operation) }
            }
        }
    }
}

/// The place of the greatest number, counted from 0, the first of equals; 0 where nothing is a number.
public func placeOfGreatest(_ row: some RandomAccessCollection<Float>) -> Int {
    var best = row.startIndex
    for index in row.indices where row[index] > row[best] || row[best].isNaN && !row[index].isNaN { best = index }
    return row.distance(from: row.startIndex, to: best)
}
