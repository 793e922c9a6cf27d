import Testing

@testable import Tensors

@Suite struct PhiloxTests {
    /// The known answers published with the generator (Random123, kat_vectors, philox4x32 10).
    @Test func blocksAgreeWithTheKnownAnswers() {
        let cases: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>)] = [
            (.zero, .zero, SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
            (
                SIMD4(repeating: .max), SIMD2(repeating: .max),
                SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
            ),
            (
                SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
                SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
            ),
        ]
        for (counter, key, answer) in cases { #expect(Philox.block(counter, key: key) == answer) }
    }

    @Test func anElementIsTheSameAloneAndInAnyRun() {
        let random = Philox(seed: 7, purpose: "test", 3)
        for first in 0..<9 {
            for count in 0..<11 {
                var uniform = [Float](repeating: -1, count: count)
                var normal = uniform
                uniform.withUnsafeMutableBufferPointer { random.fillUniform($0, from: first) }
                normal.withUnsafeMutableBufferPointer { random.fillNormal($0, from: first) }
                #expect(uniform == (first..<first + count).map(random.uniform))
                #expect(normal == (first..<first + count).map(random.normal))
            }
        }
    }

    @Test func uniformNumbersFillTheUnitInterval() {
        let random = Philox(seed: 1, purpose: "uniform")
        let x = (0..<64_000).map(random.uniform)
        #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
        let counts = x.reduce(into: [Double](repeating: 0, count: 16)) { $0[Int($1 * 16)] += 1 }
        // Chi-squared with 15 degrees of freedom exceeds 37.7 once in a thousand seeds.
        let chi = counts.reduce(0) { $0 + ($1 - 4000) * ($1 - 4000) / 4000 }
        #expect(chi < 37.7)
    }

    @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        let random = Philox(seed: 2, purpose: "normal")
        let count = 100_000
        let x = (0..<count).map { Double(random.normal($0)) }
        func moment(_ power: (Double) -> Double) -> Double { x.reduce(0) { $0 + power($1) } / Double(count) }
        #expect(abs(moment { $0 }) < 0.015)
        #expect(abs(moment { $0 * $0 } - 1) < 0.02)
        #expect(abs(moment { $0 * $0 * $0 }) < 0.05)
        #expect(abs(moment { $0 * $0 * $0 * $0 } - 3) < 0.15)
    }

    @Test func seedPurposeAndPathEachMakeAnotherStream() {
        let streams = [
            Philox(seed: 1, purpose: "a"), Philox(seed: 2, purpose: "a"), Philox(seed: 1, purpose: "b"),
            Philox(seed: 1, purpose: "a", 0), Philox(seed: 1, purpose: "a", 1), Philox(seed: 1, purpose: "a", 0, 0),
        ]
        #expect(Set(streams.map { $0.bits(0) }).count == streams.count)
    }
}
