internal import Glibc
public import Tensors

extension Frames {
    /// The low spatial frequencies of each picture, (time, coefficient): the first `count` of its two-dimensional discrete
    /// cosine transform in zig-zag order.
    ///
    /// For grey pictures g of H x W pixels from 0 to 1 the transform is the orthonormal DCT-II,
    /// G(u, v) = a(u, H) a(v, W) sum g(y, x) cos(pi (2 y + 1) u / 2 H) cos(pi (2 x + 1) v / 2 W), with
    /// a(0, N) = sqrt(1 / N) and a(k, N) = sqrt(2 / N): coefficient 1 is the mean brightness times sqrt(H W). Zig-zag is
    /// the order of JPEG: (0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (0, 2) ... as (u, v). Throws `FrameFault`, and what
    /// `parallel` throws.
    public func cosines(_ count: Int, parallel: Parallel) throws -> Tensor {
        guard count >= 1, count <= width * height else {
            throw FrameFault.outOfRange(
                option: "coefficients", value: "\(count)", allowed: "1 to \(width * height), as many as there are pixels")
        }
        let grey = grey
        let order = Self.zigzag(count, height: height, width: width)
        let rows = Self.cosines(order.map(\.row).max()! + 1, of: height)
        let columns = Self.cosines(order.map(\.column).max()! + 1, of: width)
        let high = columns.count / width
        let pictures = try parallel.map(self.count) { index in
            grey.withPicture(index) { picture -> [Float] in
                // Along the rows first: (y, v).
                var along = [Double](repeating: 0, count: height * high)
                for y in 0..<height {
                    for v in 0..<high {
                        var sum = 0.0
                        for x in 0..<width { sum += Double(picture[y * width + x]) * columns[v * width + x] }
                        along[y * high + v] = sum / 255
                    }
                }
                return order.map { row, column in
                    var sum = 0.0
                    for y in 0..<height { sum += along[y * high + column] * rows[row * height + y] }
                    return Float(sum)
                }
            }
        }
        return Tensor(
            [self.count, count],
            axes: [Axis("time", unit: "s", .values(times)), Axis("coefficient", .linear(start: 1, step: 1))],
            Array(pictures.joined()))
    }

    /// The first `count` cells of a grid along its anti-diagonals, which are walked upwards and downwards in turn.
    static func zigzag(_ count: Int, height: Int, width: Int) -> [(row: Int, column: Int)] {
        var cells: [(row: Int, column: Int)] = []
        for diagonal in 0..<height + width - 1 where cells.count < count {
            let rows = max(0, diagonal - width + 1)...min(diagonal, height - 1)
            let upwards = rows.reversed().map { (row: $0, column: diagonal - $0) }
            cells += diagonal % 2 == 0 ? upwards : upwards.reversed()
        }
        return Array(cells.prefix(count))
    }

    /// a(k, n) cos(pi (2 i + 1) k / 2 n) as (k, i), for the first `count` k.
    private static func cosines(_ count: Int, of n: Int) -> [Double] {
        (0..<count).flatMap { k -> [Double] in
            let scale = ((k == 0 ? 1.0 : 2.0) / Double(n)).squareRoot()
            return (0..<n).map { i -> Double in
                let angle: Double = .pi * Double((2 * i + 1) * k) / Double(2 * n)
                return scale * cos(angle)
            }
        }
    }
}
