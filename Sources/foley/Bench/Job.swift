import Tensors

/// One benchmark: what is measured, in which unit, and how the work is prepared.
struct Job: Sendable {
    let name: String
    let unit: Unit
    let summary: String
    /// Whether the work is spread over the computing threads, or is one thread's.
    var isParallel = true
    let prepare: @Sendable (Bench) throws -> Work

    enum Unit: String, Sendable {
        case realTime = "x real time"
        case images = "images/s"
        case tokens = "target tokens/s"
        case gigabytes = "GB/s"
        case milliseconds = "ms"
        /// 2 where the time grows as the cells do, 4 where it grows as their square.
        case growth = "x for twice the cells"

        /// Whether less is better.
        var wantsLess: Bool { self == .milliseconds || self == .growth }
    }

    /// Those that start the program come first, while little memory has to be copied to start another process.
    static let all: [Job] = startJobs + growthJobs + soundJobs + movieJobs + networkJobs + captionJobs + plotJobs + sessionJobs

    /// What a timing of this job's work comes to.
    func value(_ timing: Timing, of work: Work) -> Double {
        switch unit {
        case .milliseconds: timing.median * 1e3
        case .growth: Timing(samples: work.ratios()).median
        default: work.amount / timing.median
        }
    }
}

/// What all jobs share: a folder of their own, which goes with it, and the threads to compute on.
final class Bench {
    let parallel: Parallel
    let folder: String

    /// Throws `FileFault` where no folder can be made.
    init(threads: Int?, memory: Int?) throws {
        parallel = Parallel(threads: threads, memory: memory ?? Parallel.usualMemory)
        folder = try makeTemporaryFolder()
    }

    deinit { removeTemporaryFolder(folder) }
}
