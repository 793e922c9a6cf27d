import Tensors
import Testing

@testable import Networks

@Suite struct TiledProductTests {
    private func numbers(_ count: Int, seed: UInt64) -> Scratch {
        let scratch = Scratch(count)
        Philox(seed: seed, purpose: "numbers").fillNormal(scratch.memory)
        return scratch
    }

    /// Rows, the inner side and columns: odd, smaller than a block of the processor's, larger, with empty pieces.
    @Test(arguments: [[13, 7, 5], [1, 1, 1], [5, 70, 33], [67, 33, 130], [130, 300, 64]])
    func itIsTheSumOfProducts(_ sizes: [Int]) throws {
        let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
        let x = numbers(rows * inner, seed: 1)
        for isTurned in [false, true] {
            // Weights that are some columns of a wider matrix.
            let stride = (isTurned ? inner : columns) + 3
            let weights = numbers(max(inner, columns) * stride, seed: 2)
            let strides = isTurned ? [1, stride] : [stride, 1]
            for (isPacked, adding) in [(false, false), (false, true), (true, false), (true, true)] {
                let product = try TiledProduct(
                    Tiles.four(of: 0..<rows), .strided([inner, columns], by: strides), isPacked: isPacked, adding: adding)
                let y = numbers(rows * columns, seed: 3)
                let former = Array(y.memory)
                try product.pack(weights.start, version: 0)
                for piece in 0..<4 { try product.run(piece, x.start, to: y.start) }
                for row in 0..<rows {
                    for column in 0..<columns {
                        var expected = adding ? Double(former[row * columns + column]) : 0
                        for k in 0..<inner {
                            let weight = weights.memory[k * strides[0] + column * strides[1]]
                            expected += Double(x.memory[row * inner + k]) * Double(weight)
                        }
                        try #require(abs(Double(y.memory[row * columns + column]) - expected) < 1e-4)
                    }
                }
            }
        }
    }

    @Test func weightsAreTakenAnewWithAnotherVersion() throws {
        let (x, weights, y) = (numbers(6, seed: 1), numbers(6, seed: 2), Scratch(4))
        let product = try TiledProduct([0..<2], .strided([3, 2], by: [1, 3]), isPacked: true, adding: false)
        func result(_ version: Int) throws -> [Float] {
            try product.pack(weights.start, version: version)
            try product.run(0, x.start, to: y.start)
            return Array(y.memory)
        }
        let first = try result(0)
        for i in 0..<6 { weights.memory[i] *= 2 }
        #expect(try result(1) == first.map { 2 * $0 })
    }

    @Test func tilesAreTheWholeRange() {
        for count in [0, 1, 2, 3, 4, 5, 9, 1920] {
            let tiles = Tiles.four(of: 7..<7 + count)
            #expect(tiles.count == 4)
            #expect(tiles.flatMap(Array.init) == Array(7..<7 + count))
        }
    }
}
