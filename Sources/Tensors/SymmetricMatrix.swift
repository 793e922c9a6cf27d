internal import CLapack

/// A symmetric matrix in double precision, and what LAPACK makes of it. Only one half of it counts.
///
/// The same bits on every processor with avx2: OpenBLAS is held to the kernels of one kind, and to one thread.
public struct SymmetricMatrix: Sendable {
    public let size: Int
    private var numbers: [Double]

    /// - Throws: `LapackFault` where the library is not there.
    public init(_ numbers: [Double], size: Int) throws {
        precondition(numbers.count == size * size)
        if let problem = foley_lapack_open() { throw LapackFault.noLibrary(String(cString: problem)) }
        (self.numbers, self.size) = (numbers, size)
    }

    /// The triangle L with `L L^T` = the matrix.
    public struct Root: Sendable {
        fileprivate let numbers: [Double]
        fileprivate let size: Int

        /// For each row the x with `L^T x` = the row.
        public func solved(turned rows: [[Double]]) throws -> [[Double]] {
            var flat = Array(rows.joined())
            guard !rows.isEmpty, size > 0 else { return rows }
            try LapackFault.check("dtrtrs", foley_lapack_solve_turned(Int32(size), Int32(rows.count), numbers, &flat))
            return rows.indices.map { Array(flat[$0 * size..<($0 + 1) * size]) }
        }
    }

    /// nil where the matrix is not positive definite.
    public func root() -> Root? {
        var root = numbers
        guard size == 0 || foley_lapack_root(Int32(size), &root) == 0, root.allSatisfy(\.isFinite) else { return nil }
        return Root(numbers: root, size: size)
    }

    /// `L^-1 A L^-T`, A being this matrix.
    public func reduced(by root: Root) throws -> SymmetricMatrix {
        var reduced = self
        guard size > 0 else { return self }
        try LapackFault.check("dsygst", foley_lapack_reduce(Int32(size), &reduced.numbers, root.numbers))
        return reduced
    }

    /// The eigenvalues, largest first, and an eigenvector of length 1 for each, whose largest number is positive: the
    /// first of those that are largest to nine digits.
    public func eigen() throws -> (values: [Double], vectors: [[Double]]) {
        var (vectors, values) = (numbers, [Double](repeating: 0, count: size))
        guard size > 0 else { return ([], []) }
        try LapackFault.check("dsyevd", foley_lapack_eigen(Int32(size), &vectors, &values))
        let order = (0..<size).reversed()
        return (
            order.map { values[$0] },
            order.map { number in
                let vector = Array(vectors[number * size..<(number + 1) * size])
                let largest = vector.max { abs($0) < abs($1) * (1 - 1e-9) }!
                return largest < 0 ? vector.map { -$0 } : vector
            }
        )
    }
}

/// What keeps linear algebra from being done.
public enum LapackFault: Fault, Equatable {
    case noLibrary(String)
    case failed(String, info: Int)

    public var cause: String {
        switch self {
        case .noLibrary(let problem): "linear algebra needs the library OpenBLAS: \(problem)"
        case .failed(let function, let info): "LAPACK's \(function) failed with \(info)"
        }
    }

    public var remedy: String? {
        switch self {
        case .noLibrary: "install the package libopenblas0-serial"
        case .failed: "look whether the numbers are of very different sizes"
        }
    }

    fileprivate static func check(_ function: String, _ info: Int32) throws {
        if info != 0 { throw failed(function, info: Int(info)) }
    }
}
