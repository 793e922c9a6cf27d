import Foundation
import Language
import Tensors

/// `foley bench`: measures how fast this program is on this machine.
struct BenchCommand {
    let jobs: [String]
    let options: Invocation.Options

    func run() throws -> Int32 {
        if options.list {
            emit(Self.list + "\n", to: STDOUT_FILENO)
            return 0
        }
        let chosen = try jobs.isEmpty ? Job.all : jobs.map(Self.job)
        let peers = try options.beside.map { try Peers(file: absolutePath($0)) }
        Interrupt.install()
        var results: [(job: Job, value: Double)] = []
        for job in chosen {
            let value = try measure(job)
            results.append((job, value))
        }
        if let peers { emit("\n" + peers.table(results) + "\n", to: STDERR_FILENO) }
        return 0
    }

    /// One line of JSON on standard output, one for people on standard error; returns the value.
    private func measure(_ job: Job) throws -> Double {
        emit("\(job.name) … ", to: STDERR_FILENO)
        let line: Line
        do {
            let bench = try Bench(threads: options.threads, memory: options.memory)
            let work = try job.prepare(bench)
            let timing = try Stopwatch().time(work)
            line = Line(job, timing, value: job.value(timing, of: work), threads: job.isParallel ? bench.parallel.threads : 1)
        } catch {
            emit("\n", to: STDERR_FILENO)
            throw error
        }
        let spread = Int((100 * line.spread).rounded())
        emit("\(short(line.value)) \(line.unit), spread \(spread) %\n", to: STDERR_FILENO)
        emit(try line.text + "\n", to: STDOUT_FILENO)
        return line.value
    }

    /// A result as other programs read it.
    private struct Line: Encodable {
        var job: String, value: Double, unit: String, isa: String, threads: Int, median_ms: Double, spread: Double, runs: Int

        init(_ job: Job, _ timing: Timing, value: Double, threads: Int) {
            self.job = job.name
            self.value = Self.rounded(value)
            unit = job.unit.rawValue
            isa = Level.current.rawValue
            self.threads = threads
            median_ms = Self.rounded(timing.median * 1e3)
            spread = Self.rounded(timing.spread)
            runs = timing.samples.count
        }

        var text: String {
            get throws {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            }
        }

        /// To five figures.
        private static func rounded(_ value: Double) -> Double { Double(String(format: "%.5g", value)) ?? value }
    }

    private static func job(named name: String) throws -> Job {
        guard let job = Job.all.first(where: { $0.name == name }) else { throw UnknownJob(name: name) }
        return job
    }

    static var list: String {
        let width = Job.all.map(\.name.count).max() ?? 0
        return Job.all.map { job in
            job.name + String(repeating: " ", count: width - job.name.count + 2) + "\(job.unit.rawValue): \(job.summary)"
        }.joined(separator: "\n")
    }

    /// `foley help bench`.
    static var help: String {
        """
        foley bench [JOB …] measures how fast this program is on this machine.

          foley bench                       all jobs; one to two minutes
          foley bench "log-mel 60 s" start  some
          foley bench --list                the jobs, with unit and meaning
          foley bench --beside FILE         also a table beside other programs' results

        Each job is run twice to warm up, then sampled seven times (five where it is long); a sample is the mean of as many
        runs as take a twentieth of a second. Each result is a line of JSON on standard output: the job, the value and its
        unit, the level of instructions, the threads, the median of the samples in milliseconds, their spread (the longest
        less the shortest, by the median) and their number. The value of a rate is what one run does, divided by the median;
        that of a growth is the median of what each run found the larger of two things to take, by the smaller.

        Progress, and with --beside the table, go to standard error. FILE holds JSON lines with peer, metric, value and unit;
        a job is set beside the best of them, and a ratio above 1 says that this program does better.

        Files lie in a folder of their own below $TMPDIR (else /tmp), two gigabytes at most, and go when the job is done.
        Results mean something on a quiet machine only, and ratios only between results of one day.

        \(list)
        """
    }
}

/// A benchmark that there is not.
struct UnknownJob: Fault, Equatable {
    var name: String
    var cause: String { "there is no benchmark '\(name)'" }
    var remedy: String? {
        nearest(to: name, among: Job.all.map(\.name)).map { "did you mean '\($0)'?" } ?? "see: foley bench --list"
    }
}
