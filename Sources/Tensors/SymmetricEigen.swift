/// The eigenvalues of a symmetric matrix, largest first, and an eigenvector of length 1 for each.
///
/// Jacobi's method: rotations that each make one pair of off-diagonal numbers zero, row by row, until all of them are
/// nothing beside the diagonal (Golub and Van Loan, Matrix Computations, 8.5). The largest number of each vector is positive.
public struct SymmetricEigen: Sendable {
    public let values: [Double]
    /// (vector, component)
    public let vectors: [[Double]]

    /// `matrix` is (row, column) of `size` rows; its upper triangle counts.
    public init(_ matrix: [Double], size: Int) {
        precondition(matrix.count == size * size)
        var a = matrix
        for row in 0..<size { for column in 0..<row { a[row * size + column] = a[column * size + row] } }
        // (component, vector)
        var v = [Double](repeating: 0, count: size * size)
        for i in 0..<size { v[i * size + i] = 1 }
        let total = a.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<64 {
            var off = 0.0
            for row in 0..<size {
                for column in row + 1..<max(size, row + 1) { off += a[row * size + column] * a[row * size + column] }
            }
            guard off > total * 1e-30 else { break }
            for p in 0..<size {
                for q in p + 1..<max(size, p + 1) where a[p * size + q] != 0 {
                    Self.rotate(&a, &v, size, p, q)
                }
            }
        }
        let order = (0..<size).sorted { (-a[$0 * size + $0], $0) < (-a[$1 * size + $1], $1) }
        values = order.map { a[$0 * size + $0] }
        vectors = order.map { column in
            let vector = (0..<size).map { v[$0 * size + column] }
            let largest = vector.max { abs($0) < abs($1) * (1 - 1e-9) } ?? 1
            return largest < 0 ? vector.map { -$0 } : vector
        }
    }

    /// Makes the numbers at (p, q) and (q, p) zero.
    private static func rotate(_ a: inout [Double], _ v: inout [Double], _ size: Int, _ p: Int, _ q: Int) {
        let theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
        let t = (theta >= 0 ? 1 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        a.withUnsafeMutableBufferPointer { a in
            for k in 0..<size {
                let (kp, kq) = (a[k * size + p], a[k * size + q])
                a[k * size + p] = c * kp - s * kq
                a[k * size + q] = s * kp + c * kq
            }
            for k in 0..<size {
                let (pk, qk) = (a[p * size + k], a[q * size + k])
                a[p * size + k] = c * pk - s * qk
                a[q * size + k] = s * pk + c * qk
            }
            a[p * size + q] = 0
            a[q * size + p] = 0
        }
        v.withUnsafeMutableBufferPointer { v in
            for k in 0..<size {
                let (kp, kq) = (v[k * size + p], v[k * size + q])
                v[k * size + p] = c * kp - s * kq
                v[k * size + q] = s * kp + c * kq
            }
        }
    }
}
