import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct MixupTests {
    @Test(arguments: [0.1, 0.2, 1, 4]) func sharesAreThoseOfABetaDistribution(alpha: Double) {
        let mixup = Mixup(alpha: alpha, seed: 3)
        let shares = (0..<20_000).map { mixup.share(of: $0 % 500, epoch: 1 + $0 / 500) }
        #expect(shares.allSatisfy { (0...1).contains($0) })
        let n = Double(shares.count)
        let mean = shares.reduce(0, +) / n
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        // Beta(a, a) has the variance 1 / (4 (2 a + 1)).
        let expected = 1 / (4 * (2 * alpha + 1))
        #expect(abs(mean - 0.5) < 5 * (expected / n).squareRoot())
        #expect(abs(variance / expected - 1) < 0.05)
        // The fourth moment too: 3 (2 a + 1) / (2 a + 3) times the variance's square.
        let fourth = shares.reduce(0) { $0 + pow($1 - mean, 4) } / n
        #expect(abs(fourth / (3 * (2 * alpha + 1) / (2 * alpha + 3) * expected * expected) - 1) < 0.08)
        #expect(mixup.share(of: 7, epoch: 2) == shares[507])
    }

    @Test func theSmallestAlphaStillGivesShares() {
        let mixup = Mixup(alpha: 5e-324, seed: 1)
        #expect((0..<1000).allSatisfy { (0...1).contains(mixup.share(of: $0, epoch: 1)) })
    }

    /// Shards of one batch hold what the whole batch would.
    @Test func eachExampleIsMixedWithTheNextOfItsBatch() throws {
        let (lessons, mixup) = (Stripes(count: 30), Mixup(alpha: 0.4, seed: 9))
        let batch = [4, 17, 2, 9, 28, 11, 0]
        let size = 12 * 14
        let plain = Scratch(batch.count * size)
        lessons.fill(batch, epoch: 3, into: plain.memory)
        for cut in [[0..<7], [0..<3, 3..<7], [0..<1, 1..<2, 2..<7]] {
            for range in cut {
                let mixed = Scratch(range.count * size)
                let mixtures = try lessons.fill(range, of: batch, epoch: 3, mixup, into: mixed.memory)
                for (row, place) in range.enumerated() {
                    let (next, share) = ((place + 1) % batch.count, mixup.share(of: batch[place], epoch: 3))
                    let mixture = mixtures[row]
                    #expect(mixture.example == batch[place] && mixture.other == batch[next] && mixture.share == share)
                    for i in 0..<size {
                        let wanted =
                            Float(share) * plain.memory[place * size + i]
                            + (1 - Float(share)) * plain.memory[next * size + i]
                        guard abs(mixed.memory[row * size + i] - wanted) > 1e-6 else { continue }
                        Issue.record("example \(place), number \(i)")
                    }
                }
            }
        }
    }
}
