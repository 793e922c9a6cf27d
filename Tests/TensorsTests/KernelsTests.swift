import Foundation
import Testing

@testable import Tensors

@Suite struct KernelsTests {
    @Test func decibelsAreTenTimesTheDecimalLogarithm() {
        let count = 100_003
        let x = (0..<count).map { Float(pow(10.0, -12 + 24 * Double($0) / Double(count))) }
        var levels = x
        Kernels.decibels(x, count: count, to: &levels)
        var worst = 0.0
        for i in 0..<count {
            let exact = 10 * log10(max(Double(x[i]), Double(Float(1e-10))))
            worst = max(worst, abs(Double(levels[i]) - exact))
        }
        #expect(worst < 2e-5)
    }

    @Test func decibelsOfOneAreZeroAndOfNaNTheSmallest() {
        var out = [Float](repeating: 1, count: 4)
        Kernels.decibels([1, .nan, 0, -5], count: 4, floor: -80, to: &out)
        #expect(out == [0, -80, -80, -80])
    }

    @Test func bandsAreTheWeightedSumsOfTheirRuns() {
        let random = Philox(seed: 3, purpose: "bands")
        let row = (0..<500 + Bands.padding).map(random.normal)
        let runs = [(0, 0), (3, 1), (10, 15), (20, 16), (30, 17), (100, 33), (120, 380)].map { start, count in
            (start: start, weights: (1000 * start..<1000 * start + count).map(random.uniform))
        }
        var out = [Float](repeating: .nan, count: runs.count)
        Bands(runs).weigh(row, to: &out)
        for (band, run) in runs.enumerated() {
            let exact = run.weights.indices.reduce(0.0) {
                $0 + Double(run.weights[$1]) * Double(row[run.start + $1])
            }
            #expect(abs(Double(out[band]) - exact) < 1e-4)
        }
    }

    @Test func powerAndProductsAreElementWise() {
        var out = [Float](repeating: 0, count: 37)
        let a = (0..<74).map(Float.init)
        Kernels.power(a, count: 37, to: &out)
        for i in 0..<37 {
            let (re, im) = (a[2 * i], a[2 * i + 1])
            #expect(out[i] == re * re + im * im)
        }
        Kernels.multiply(a, a, count: 37, to: &out)
        #expect(out == a[..<37].map { $0 * $0 })
    }

    @Test func theRangeIsFromTheLeastToTheGreatest() {
        let random = Philox(seed: 4, purpose: "range")
        for count in [1, 15, 16, 17, 100] {
            let x = (0..<count).map(random.normal)
            let range = x.withUnsafeBufferPointer(Kernels.range)
            #expect(range?.least == x.min() && range?.greatest == x.max())
        }
        #expect(Kernels.range(UnsafeBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN]) func whatIsNotFiniteIsFound(bad: Float) {
        for place in [0, 15, 16, 99] {
            var x = [Float](repeating: .greatestFiniteMagnitude, count: 100)
            #expect(x.withUnsafeBufferPointer(Kernels.allFinite))
            x[place] = bad
            #expect(!x.withUnsafeBufferPointer(Kernels.allFinite))
        }
    }
}
