import Tensors
import Testing

@testable import Networks

@Suite struct GradientTreeTests {
    private let pieces = [Piece(range: 0..<40, part: 0, isMatrix: true), Piece(range: 40..<47, part: 0, isMatrix: false)]

    /// ((0 + 1) + (2 + 3)) + ..., all at once.
    private func tree(_ shards: [[Float]]) -> [Float] {
        var (sums, distance) = (shards, 1)
        while distance < sums.count {
            for shard in stride(from: 0, to: sums.count - distance, by: 2 * distance) {
                sums[shard] = zip(sums[shard], sums[shard + distance]).map { $0 + $1 }
            }
            distance *= 2
        }
        return sums[0]
    }

    private func add(_ shards: [[Float]], to tree: inout GradientTree, group: Int) throws -> [Double] {
        tree.begin()
        for first in stride(from: 0, to: shards.count, by: group) {
            let part = shards[first..<min(first + group, shards.count)]
            for (place, shard) in zip(tree.places(for: part.count), part) { place.update(from: shard, count: 47) }
            let isLast = part.endIndex == shards.count
            let squares = try tree.add(group: part.count, isLast: isLast, Parallel(threads: 2, poll: {}))
            if isLast { return try #require(squares) }
            #expect(squares == nil)
        }
        return []
    }

    @Test(arguments: [1, 2, 4, 16]) func theSumHasTheSameBitsInAnyGroups(_ group: Int) throws {
        var tree = GradientTree(pieces)
        for count in Array(1...70) + [255, 256, 512] {
            let shards = (0..<count).map { shard in
                (0..<47).map { Philox(seed: 1, purpose: "shard", UInt64(shard)).normal($0) }
            }
            let squares = try add(shards, to: &tree, group: group)
            let expected = self.tree(shards)
            #expect(Array(UnsafeBufferPointer(start: tree.sum, count: 47)) == expected, "\(count) shards")
            let wanted = [expected[..<40], expected[40...]].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }
            for (a, b) in zip(squares, wanted) { #expect(abs(a - b) <= 1e-9 * b) }
        }
    }

    @Test func memoryIsThatOfOneGroupAndOfAFewSums() throws {
        #expect(GradientTree.gradients(shards: 3, group: 16) == 3)
        #expect(GradientTree.gradients(shards: 16, group: 16) == 16)
        #expect(GradientTree.gradients(shards: 512, group: 16) == 21)
        for (count, group) in [(1, 16), (16, 16), (17, 16), (100, 16), (512, 16), (512, 1)] {
            var tree = GradientTree(pieces)
            for _ in 0..<2 {
                _ = try add([[Float]](repeating: [Float](repeating: 1, count: 47), count: count), to: &tree, group: group)
            }
            #expect(tree.sum[0] == Float(count))
            #expect(tree.gradients <= GradientTree.gradients(shards: count, group: group), "\(count) by \(group)")
        }
        // What an interrupted step has left is used again.
        var tree = GradientTree(pieces)
        for _ in 0..<20 {
            tree.begin()
            for _ in 0..<3 {
                _ = tree.places(for: 16)
                _ = try tree.add(group: 16, isLast: false, .alone)
            }
        }
        #expect(tree.gradients <= 18)
    }
}
