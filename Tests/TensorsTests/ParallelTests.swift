import Synchronization
import Testing

@testable import Tensors

@Suite struct ParallelTests {
    struct Failure: Error, Equatable { let index: Int }

    @Test(arguments: [1, 2, 16]) func everyChunkRunsOnceAndResultsKeepTheirOrder(threads: Int) throws {
        #expect(try Parallel(threads: threads).map(1000) { $0 * $0 } == (0..<1000).map { $0 * $0 })
    }

    @Test(arguments: [1, 2, 16]) func rangesCoverEverythingOnce(threads: Int) throws {
        for count in [0, 1, 31, 32, 33, 100] {
            let seen = Mutex([Int](repeating: 0, count: count))
            try Parallel(threads: threads).forEachRange(of: count, by: 32) { range in
                seen.withLock { seen in range.forEach { seen[$0] += 1 } }
            }
            #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
        }
    }

    @Test(arguments: [1, 2, 16]) func theLowestFailingChunkIsTheOneReported(threads: Int) {
        #expect(throws: Failure(index: 300)) {
            try Parallel(threads: threads).forEach(1000) { if $0 >= 300 && $0 % 100 == 0 { throw Failure(index: $0) } }
        }
    }

    @Test(arguments: [1, 2, 16]) func workStopsBetweenChunksWhenAskedTo(threads: Int) {
        let polls = Atomic(0)
        let done = Atomic(0)
        let parallel = Parallel(
            threads: threads,
            poll: {
                if polls.add(1, ordering: .relaxed).newValue > 10 { throw Interrupted() }
            })
        #expect(throws: Interrupted.self) {
            try parallel.forEach(100_000) { _ in done.add(1, ordering: .relaxed) }
        }
        #expect(done.load(ordering: .relaxed) == 10)
    }

    @Test func aPartReportsWhatCameBeforeIt() throws {
        let begun = Mutex<[[Int]]>([])
        let parallel = Parallel(threads: 1, report: { number, total in begun.withLock { $0.append([number, total]) } })
        try parallel.following(3, of: 9).forEach(2) { _ in }
        #expect(begun.withLock { $0 } == [[3, 9], [4, 9]])
    }
}
