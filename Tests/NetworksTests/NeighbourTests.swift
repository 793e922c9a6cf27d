import Tensors
import Testing

@testable import Networks

/// A clip's answer depends on nothing that stands beside it: neither on its place among the clips that are computed at
/// once, nor on what the others are or how long.
@Suite struct NeighbourTests {
    /// Examples of noise by their numbers, in any order.
    private struct Noise: Lessons {
        let shape: Shape
        let numbers: [Int]
        let isRagged: Bool
        var count: Int { numbers.count }
        private var size: Int { shape.reduce(1, *) }

        func label(_ example: Int) -> Int { 0 }

        func lengths(_ examples: [Int], epoch: Int?) -> [Int]? {
            isRagged ? examples.map { 5 + numbers[$0] * 7 % (shape.last! - 4) } : nil
        }

        func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
            for (place, example) in examples.enumerated() {
                let chance = Philox(seed: 1, purpose: "noise", UInt64(numbers[example]))
                for cell in 0..<size { memory[place * size + cell] = chance.normal(cell) }
            }
        }
    }

    private static let networks: [(name: String, isRagged: Bool, make: @Sendable () throws -> Architecture)] = [
        ("cnn", false, { try .cnn([1, 20, 24], classes: 5, CNNDesign(filters: 16, blocks: 2, units: 40)) }),
        ("cnn of pictures", false, { try .cnn([3, 20, 20], classes: 5, CNNDesign(filters: 8, blocks: 2, units: 20)) }),
        ("panotti", false, { try .panotti(bands: 32, frames: 40, classes: 5) }),
        ("piczak", false, { try .piczak(bands: 60, frames: 41, classes: 5, units: 30) }),
        ("linear", false, { try .linear([1, 20, 24], classes: 5) }),
        ("lstm", true, { try .lstm(bands: 12, frames: 41, classes: 3, units: 20, bidirectional: true) }),
        ("lstm, attention", true, { try .lstm(bands: 40, frames: 75, classes: 5, units: 64, pool: .attention) }),
        ("gru", true, { try .lstm(bands: 13, frames: 17, classes: 5, cell: .gru, units: 33, pool: .mean) }),
        ("crnn", true, { try .crnn(bands: 12, frames: 40, classes: 3, filters: 8, blocks: 2, units: 20) }),
        ("crnn of pictures", false, { try .crnn(pictures: [5, 3, 12, 12], classes: 3, filters: 8, blocks: 2, units: 20) }),
    ]

    @Test(arguments: networks.indices) func anExamplesPlaceAndNeighboursChangeNothing(_ index: Int) throws {
        let (name, isRagged, make) = Self.networks[index]
        let network = try make()
        let weights = network.startingWeights(seed: 4)
        let predictor = Predictor(network)
        func answers(_ numbers: [Int]) throws -> [[Float]] {
            let lessons = Noise(shape: network.input, numbers: numbers, isRagged: isRagged)
            let floats = try predictor.probabilities(of: lessons, weights, parallel: Parallel(threads: 2)).floats
            return numbers.indices.map { Array(floats[$0 * network.classes..<($0 + 1) * network.classes]) }
        }
        let alone = try (0..<11).map { try answers([$0])[0] }
        #expect(Set(alone.map { $0[0] }).count == 11, "\(name)")
        // Each in each place of a block, beside others every time.
        for turn in 0..<11 {
            let numbers = (0..<11).map { ($0 + turn) % 11 }
            let together = try answers(numbers)
            for (place, number) in numbers.enumerated() {
                #expect(together[place] == alone[number], "\(name), example \(number) in place \(place)")
            }
        }
    }

    /// Rows that are all the same, so that each has to come to the same sums.
    @Test(arguments: [2, 3, 7, 8, 16, 24, 32, 40, 56, 64, 80, 88, 104, 128, 152, 256, 400])
    func aRowsPlaceInAProductChangesNothing(rows: Int) {
        for (inner, columns) in [(12, 80), (20, 3), (64, 256), (75, 129), (256, 768), (1000, 40)] {
            let chance = Philox(seed: 2, purpose: "rows")
            let row = (0..<inner).map { chance.normal($0) }
            let x = (0..<rows).flatMap { _ in row }
            let weights = (0..<inner * columns).map { chance.normal(inner + $0) }
            let y = Scratch(rows * columns)
            x.withUnsafeBufferPointer { x in
                weights.withUnsafeBufferPointer { weights in
                    let matrix = Matrix(x.baseAddress!, rows, inner)
                    for turned in [false, true] {
                        let w =
                            turned
                            ? Matrix(weights.baseAddress!, columns, inner).turned
                            : Matrix(weights.baseAddress!, inner, columns)
                        matrix.times(w, to: y.start)
                        for number in 1..<rows {
                            let isSame = (0..<columns).allSatisfy { y.start[number * columns + $0] == y.start[$0] }
                            #expect(isSame, "row \(number) of \(rows), \(inner) x \(columns)")
                        }
                    }
                }
            }
        }
    }
}
