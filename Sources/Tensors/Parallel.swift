internal import Dispatch
internal import Glibc
internal import Synchronization

/// The only door to threads: work over numbered chunks whose results never depend on how many threads there are.
public struct Parallel: Sendable {
    public let threads: Int
    /// What a computation may take for its working memory, in bytes: fewer threads work at once where each needs much.
    public let memory: Int
    private let poll: @Sendable () throws -> Void
    private let report: @Sendable (_ begun: Int, _ total: Int) -> Void

    /// As many threads as the machine has cores, unless told. `poll` is called before each chunk and stops the work by
    /// throwing; by default it asks whether Control-C was pressed. `report` is told, from any thread, how many chunks
    /// have begun of how many.
    public init(
        threads: Int? = nil, memory: Int = Parallel.usualMemory,
        report: @escaping @Sendable (_ begun: Int, _ total: Int) -> Void = { _, _ in },
        poll: @escaping @Sendable () throws -> Void = Interrupt.check
    ) {
        self.threads = max(1, threads ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        self.memory = memory
        self.report = report
        self.poll = poll
    }

    /// The same on the caller's thread alone, chunks in order: for work in which each chunk needs the one before.
    public var inOrder: Parallel { Parallel(threads: 1, memory: memory, report: report, poll: poll) }

    /// The same number of threads for a short piece of work that is neither stopped nor reported.
    public var unbroken: Parallel { Parallel(threads: threads, memory: memory, poll: {}) }

    /// The same for one part of a longer work: chunks are reported as following `done` others, of `total` in all.
    public func following(_ done: Int, of total: Int) -> Parallel {
        Parallel(
            threads: threads, memory: memory, report: { [report] begun, _ in report(done + begun, total) }, poll: poll)
    }

    /// The same, reported another way.
    public func reporting(_ report: @escaping @Sendable (_ begun: Int, _ total: Int) -> Void) -> Parallel {
        Parallel(threads: threads, memory: memory, report: report, poll: poll)
    }

    /// The same, polled but not reported: for parts of a work that says itself how far it is.
    public var silent: Parallel { Parallel(threads: threads, memory: memory, poll: poll) }

    /// The same on no more threads than the memory holds, where each takes so many bytes and `held` are taken already; on
    /// one at least.
    public func fitting(bytesEach bytes: Int, beside held: Int = 0) -> Parallel {
        let room = max(0, memory - held)
        return Parallel(threads: min(threads, max(1, room / max(bytes, 1))), memory: memory, report: report, poll: poll)
    }

    /// A quarter of the machine's memory, but 2 GiB at least.
    public static let usualMemory = max(2 << 30, Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) / 4)

    /// On the caller's thread alone.
    public static var alone: Parallel { Parallel(threads: 1) }

    /// Calls `body` for 0, 1, ... `count` - 1, on several threads at once: a call may write only to memory that its
    /// number owns. Throws the error of the lowest number that failed; chunks not begun by then are left out.
    public func forEach(_ count: Int, _ body: (Int) throws -> Void) throws {
        if threads == 1 || count <= 1 {
            for index in 0..<max(count, 0) {
                try poll()
                report(index, count)
                try body(index)
            }
            return
        }
        let next = Atomic(0)
        let failed = Atomic(false)
        let failure = Mutex<(index: Int, error: any Error)?>(nil)
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
                while !failed.load(ordering: .relaxed) {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < count else { return }
                    do {
                        try poll()
                        report(index, count)
                        try body(index)
                    } catch {
                        failed.store(true, ordering: .relaxed)
                        failure.withLock { if $0 == nil || index < $0!.index { $0 = (index, error) } }
                    }
                }
            }
        }
        if let (_, error) = failure.withLock({ $0 }) { throw error }
    }

    /// `body` of 0, 1, ... `count` - 1, in this order; as `forEach` otherwise.
    public func map<Result: Sendable>(_ count: Int, _ body: (Int) throws -> Result) throws -> [Result] {
        var results = [Result?](repeating: nil, count: count)
        try results.withUnsafeMutableBufferPointer { memory in
            try forEach(count) { memory[$0] = try body($0) }
        }
        return results.map { $0! }
    }

    /// Calls `body` with consecutive ranges of at most `size` numbers that together are 0..<count.
    public func forEachRange(of count: Int, by size: Int, _ body: (Range<Int>) throws -> Void) throws {
        precondition(size > 0)
        try forEach((count + size - 1) / size) { chunk in
            try body(chunk * size..<min(count, (chunk + 1) * size))
        }
    }
}
