import Tensors
import Testing

@testable import Networks

@Suite struct ProductsTests {
    private func numbers(_ count: Int, seed: UInt64) -> Scratch {
        let scratch = Scratch(count)
        Philox(seed: seed, purpose: "numbers").fillNormal(scratch.memory)
        return scratch
    }

    /// Rows, the inner side and columns: odd, fewer than are computed at once, more than are summed at once; each side
    /// turned or not, some columns of wider matrices, added to what is there or not, ordered before or on the way.
    @Test(arguments: [
        [13, 7, 5], [1, 1, 1], [1, 70, 300], [2, 40, 200], [5, 70, 33], [67, 33, 130], [130, 300, 64], [9, 600, 70],
        [3, 20, 1100], [200, 1, 17], [4, 0, 6], [0, 5, 7], [3, 4, 0],
    ])
    func itIsTheSumOfProducts(_ sizes: [Int]) throws {
        let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
        for turned in 0..<4 {
            func matrix(_ rows: Int, _ columns: Int, isTurned: Bool, seed: UInt64) -> (Matrix, Scratch, (Int, Int) -> Double) {
                let stride = (isTurned ? rows : columns) + 3
                let memory = numbers(max(rows, columns) * stride + 8, seed: seed)
                let lying = Matrix(memory.start, isTurned ? columns : rows, isTurned ? rows : columns, stride: stride)
                return (
                    isTurned ? lying.turned : lying, memory,
                    { Double(memory.memory[isTurned ? $1 * stride + $0 : $0 * stride + $1]) }
                )
            }
            let (a, keptA, x) = matrix(rows, inner, isTurned: turned & 1 > 0, seed: 1)
            let (b, keptB, w) = matrix(inner, columns, isTurned: turned & 2 > 0, seed: 2)
            for adding in [false, true] {
                let (lying, ordered, stride) = (
                    numbers(rows * (columns + 2), seed: 3), numbers(rows * columns, seed: 4), columns + 2
                )
                let former = (Array(lying.memory), Array(ordered.memory))
                withExtendedLifetime((keptA, keptB)) {
                    a.times(b, adding: adding, to: lying.start, stride: stride)
                    let panels = Panels(inner: inner, columns: columns)
                    panels.take(b, version: 0)
                    a.times(panels, adding: adding, to: ordered.start)
                }
                for row in 0..<rows {
                    for column in 0..<columns {
                        let sum = (0..<inner).reduce(0.0) { $0 + x(row, $1) * w($1, column) }
                        let (one, other) = (lying.memory[row * stride + column], ordered.memory[row * columns + column])
                        let (before, after) = (former.0[row * stride + column], former.1[row * columns + column])
                        let tolerance = 1e-5 * (1 + Double(inner).squareRoot())
                        try #require(abs(Double(one) - sum - (adding ? Double(before) : 0)) < tolerance)
                        try #require(abs(Double(other) - sum - (adding ? Double(after) : 0)) < tolerance)
                        if !adding { try #require(one == other) }
                    }
                    // What stands between the rows stays.
                    try #require(lying.memory[row * stride + columns] == former.0[row * stride + columns])
                }
            }
        }
    }

    @Test func aMatrixIsTakenAnewWithAnotherVersion() {
        let (x, weights, y) = (numbers(6, seed: 1), numbers(6, seed: 2), Scratch(4))
        let panels = Panels(inner: 3, columns: 2)
        func result(_ version: Int) -> [Float] {
            panels.take(Matrix(weights.start, 2, 3).turned, version: version)
            Matrix(x.start, 2, 3).times(panels, to: y.start)
            return Array(y.memory)
        }
        let first = result(0)
        for i in 0..<6 { weights.memory[i] *= 2 }
        #expect(result(0) == first)
        #expect(result(1) == first.map { 2 * $0 })
    }

    @Test func tilesAreTheWholeRange() {
        for count in [0, 1, 2, 3, 4, 5, 9, 1920] {
            let tiles = Quarters.four(of: 7..<7 + count)
            #expect(tiles.count == 4)
            #expect(tiles.flatMap(Array.init) == Array(7..<7 + count))
        }
    }
}
