import Foundation
import TerminalDriver
import Testing

@testable import foley

@Suite struct BenchTests {
    private struct Line: Decodable {
        var job: String, value: Double, unit: String, threads: Int, median_ms: Double, spread: Double, runs: Int
    }

    @Test func writesOneLineAJobAndLeavesNothing() throws {
        let project = try TestProject()
        try project.write("", to: "tmp/kept")
        let outcome = try project.foley(
            "bench", "log-mel 60 s", "three-cell notebook again", "first prompt", "--threads", "1",
            environment: ["TMPDIR": project.path + "/tmp"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.job) == ["log-mel 60 s", "three-cell notebook again", "first prompt"])
        #expect(lines.map(\.unit) == ["x real time", "ms", "ms"])
        #expect(lines.allSatisfy { $0.value > 0 && $0.spread >= 0 && $0.runs >= 5 && $0.threads == 1 })
        #expect(abs(lines[0].value * lines[0].median_ms / 60_000 - 1) < 1e-3)
        #expect(lines[1].value == lines[1].median_ms)
        #expect(try project.files(under: "tmp").keys.sorted() == ["kept"])
        #expect(try project.files(under: ".foley").isEmpty)
    }

    @Test func setsItsResultsBesideOthers() throws {
        let project = try TestProject()
        try project.write(
            """
            {"job": "f", "peer": "ipython", "metric": "ipython -c pass", "value": 100000, "unit": "ms", "threads": 1}
            {"job": "f", "peer": "python", "metric": "first prompt", "value": 0.001, "unit": "ms", "threads": 1}

            """, to: "peers.jsonl")
        let outcome = try project.foley("bench", "start", "--beside", "peers.jsonl")
        #expect(outcome.status == 0)
        let row = try #require(outcome.errors.split(separator: "\n").last).split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(row[0] == "start, ms" && row[2] == "100000 (ipython)")
        let (ours, ratio) = (try #require(Double(row[1])), try #require(Double(row[3])))
        #expect(abs(ratio * ours / 100_000 - 1) < 0.02)
    }

    @Test func anotherUnitIsNotSetBeside() throws {
        func peers(_ rows: String...) throws -> Peers {
            let file = NSTemporaryDirectory() + "foley-peers-\(UUID().uuidString)"
            try rows.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: file) }
            return try Peers(file: file)
        }
        func job(_ name: String) throws -> Job { try #require(Job.all.first { $0.name == name }) }
        let mel = #"{"peer": "librosa", "metric": "logmel60_mem", "value": 2000, "unit": "x realtime"}"#
        let cells = #"{"peer": "jupytext", "metric": "3 cells from Markdown", "value": 1400, "unit": "ms"}"#
        let both = try peers(mel, cells)
        #expect(try both.best(job("log-mel 60 s"))?.value == 2000)
        for name in ["three-cell notebook", "three-cell notebook again"] { #expect(try both.best(job(name))?.value == 1400) }
        let seconds = cells.replacing("1400, \"unit\": \"ms\"", with: "1.4, \"unit\": \"s\"")
        let fault = try #require(throws: PeersFault.self) { try peers(mel, seconds) }
        #expect(fault.cause.hasPrefix("line 2 of ") && fault.cause.hasSuffix(" is in s, and the job is measured in ms"))
        // Nothing of ours is measured by these.
        _ = try peers(mel, seconds.replacing("jupytext", with: "make"), #"{"peer": "a", "metric": "b", "value": 1, "unit": "c"}"#)
    }

    @Test func listsItsJobs() throws {
        let project = try TestProject()
        let lines = try project.foley("bench", "--list").output.split(separator: "\n")
        #expect(lines.count == Job.all.count)
        for (line, job) in zip(lines, Job.all) { #expect(line.hasPrefix(job.name + "  ")) }
        #expect(Set(Job.all.map(\.name)).count == Job.all.count)
        #expect(try project.foley("help", "bench").output.contains(lines[0]))
    }

    @Test func saysWhatIsWrong() throws {
        let project = try TestProject()
        let unknown = try project.foley("bench", "mfcc20")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("there is no benchmark 'mfcc20'") && unknown.errors.contains("did you mean 'mfcc-20'?"))
        try project.write("{\"metric\": 1}\n", to: "broken.jsonl")
        #expect(try project.foley("bench", "start", "--beside", "broken.jsonl").errors.contains("line 1 of"))
        try project.write("\n", to: "empty.jsonl")
        #expect(try project.foley("bench", "start", "--beside", "empty.jsonl").errors.contains("holds no results"))
        #expect(try project.foley("run", "--list", "a.md").errors.contains("--list goes with 'foley bench'"))
    }

    @Test func theMedianAndTheSpreadAreThoseOfTheSamples() {
        let timing = Timing(samples: [4, 1, 3, 2])
        #expect(timing.median == 2.5)
        #expect(timing.spread == 1.2)
        #expect(Timing(samples: [5, 1, 3]).median == 3)
    }

    @Test func aGrowthIsTheMedianOfItsRatiosAndBetterWhereItIsLess() {
        let job = Job(name: "g", unit: .growth, summary: "") { _ in Work(amount: 0) {} }
        #expect(job.value(Timing(samples: [9]), of: Work(amount: 0, ratios: { [4, 1.9, 2] }) {}) == 2)
        #expect(job.unit.wantsLess)
    }

    @Test func whatIsResetIsNotTimed() throws {
        var (runs, resets) = (0, 0)
        let stopwatch = Stopwatch(warmUps: 1, samples: 5, shortest: 0)
        _ = try stopwatch.time(Work(amount: 0, reset: { resets += 1 }) { runs += 1 })
        #expect(runs == resets && runs >= 6)
    }

    @Test func controlCEndsItAndLeavesNothing() throws {
        let project = try TestProject()
        try project.write("", to: "tmp/kept")
        let terminal = try PseudoTerminal(
            Program.path, ["bench"], environment: ["TERM": "dumb", "TMPDIR": project.path + "/tmp"])
        try terminal.wait(for: "first prompt …", seconds: 60)
        terminal.send("\u{3}")
        #expect(try terminal.end(seconds: 60) == .exit(130))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/tmp") == ["kept"])
    }
}
