import Foundation
import Tensors

/// What a benchmark does over and over.
struct Work {
    /// How much one run does, in the job's unit times seconds: images, seconds of sound, gigabytes. 0 where the time
    /// itself is the result.
    var amount: Double
    /// Puts things back as they were before a run; not timed.
    var reset: () throws -> Void = {}
    /// Of a job that sets two things beside each other: what each run found the one to take, by the other.
    var ratios: () -> [Double] = { [] }
    var run: () throws -> Void
}

/// The times of one benchmark's samples.
struct Timing: Equatable {
    /// Of one run, in seconds, one for each sample.
    var samples: [Double]

    var median: Double {
        let sorted = samples.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// (longest - shortest) / median.
    var spread: Double { (samples.max()! - samples.min()!) / median }
}

/// How benchmarks are timed: `warmUps` runs that do not count, then `samples` means over runs of `shortest` seconds or more.
struct Stopwatch {
    var warmUps = 2
    var samples = 7
    var shortest = 0.05
    /// Once these seconds are over, five samples are enough.
    var patience = 20.0

    private static let fewest = 5

    /// Throws what the work throws, and `Interrupted`.
    func time(_ work: Work) throws -> Timing {
        for _ in 0..<warmUps { _ = try once(work) }
        var timing = Timing(samples: [])
        var spent = 0.0
        while timing.samples.count < samples, timing.samples.count < Self.fewest || spent < patience {
            var (total, runs) = (0.0, 0)
            repeat {
                total += try once(work)
                runs += 1
            } while total < shortest
            timing.samples.append(total / Double(runs))
            spent += total
        }
        return timing
    }

    private func once(_ work: Work) throws -> Double {
        try Interrupt.check()
        try work.reset()
        let start = DispatchTime.now().uptimeNanoseconds
        try work.run()
        return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }
}
