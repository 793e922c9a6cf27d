import Chance
import Foundation
import Glibc
import Testing

/// A training ends with the same weights, to the bit, on however many threads, beside whatever else the machine does, and
/// interrupted or not.
@Suite(.serialized) struct SameBitsTests {
    /// A network and its training, in which everything is drawn by chance that can be.
    struct Course: Sendable, CustomTestStringConvertible {
        let network: String
        let epochs: Int
        let options: String

        var testDescription: String { String(network.prefix { $0 != " " }) }

        func notebook(until: Int?) -> String {
            let training = "train net on world, epochs: \(epochs), \(options)" + (until.map { ", until: \($0)" } ?? "")
            return """
                ```foley #world
                world = dataset "world"
                net = \(network)
                ```

                ```foley #ear
                ear = \(training), keep: last
                ```

                ```foley #keep
                export ear to "out/ear.safetensors"
                export (\(training)) to "out/best.safetensors"
                ```

                """
        }
    }

    static let courses = [
        Course(
            network: "cnn world, bands: 32, filters: 16, blocks: 2, units: 32, dropout: 20 %", epochs: 200, options: chance),
        Course(
            network: "crnn world, bands: 32, filters: 8, blocks: 2, units: 16, dropout: 20 %", epochs: 240, options: chance),
        // Its sounds are heard anew in every epoch, a batch ahead.
        Course(
            network: "lstm world, bands: 32, units: 16, bidirectional, pool: attention", epochs: 30,
            options: chance + ", speed: 10 %, noise: 10 dB"),
    ]
    private static let chance = "batch: 64, mixup: 0.2, shift: 20 %, masks: 1"

    @Test(arguments: courses) func theModelIsTheSame(course: Course) throws {
        let project = try TestProject()
        try makeWorld(in: project)
        /// The models' files that a run leaves in a session of its own.
        func models(session: String, threads: Int, until: Int? = nil) throws -> [String: Data] {
            try project.write(course.notebook(until: until), to: "t.md")
            let outcome = try project.foley("run", "--session", session, "--threads", "\(threads)", "t.md")
            #expect(outcome.status == 0, "\(outcome.errors)")
            defer { try? project.remove("out") }
            return try project.files(under: "out")
        }
        let start = Date()
        let undisturbed = try models(session: "one", threads: 1)
        let seconds = Date().timeIntervalSince(start)
        #expect(undisturbed.count == 2)
        #expect(try models(session: "two", threads: 2) == undisturbed)
        #expect(try models(session: "sixteen", threads: 16) == undisturbed)
        #expect(try whileAllCoresAreBusy { try models(session: "busy", threads: 2) } == undisturbed)

        // With a checkpoint from the start, of which every run says that it goes on from there.
        #expect(try models(session: "interrupted", threads: 1, until: 1) != undisturbed)
        try project.write(course.notebook(until: nil), to: "t.md")
        try interruptTwentyTimes(course, in: project, session: "interrupted", seconds: seconds)
        #expect(try models(session: "interrupted", threads: 2) == undisturbed)
    }

    /// Clips of three lengths; those of one stage are all alike.
    private func makeWorld(in project: TestProject) throws {
        let stages = [200, 350, 500].map { "stage clips: 12, kinds: [bell, rain, dog], length: \($0) ms\n" }
        try #require(try project.foley(input: stages.joined()).status == 0)
        for (path, wave) in try project.files(under: ".foley/stage") {
            // The stage's own folder, the kind, the clip.
            let names = path.split(separator: "/")
            try project.makeFolder("world/\(names[1])")
            try project.write([UInt8](wave), to: "world/\(names[1])/\(names[0])-\(names[2])")
        }
    }

    /// Beside as many processes that do nothing but compute as there are cores.
    private func whileAllCoresAreBusy<Result>(_ body: () throws -> Result) throws -> Result {
        let others = (0..<ProcessInfo.processInfo.activeProcessorCount).map { _ in Process() }
        defer { for process in others where process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        for process in others {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            // However the tests end, these do not go on for long.
            process.arguments = ["-c", "ulimit -t 60; while :; do :; done"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }
        return try body()
    }

    /// Control-C and killing by turns, on one, two and sixteen threads by turns. Each time the training goes on where
    /// Control-C stopped it, and nowhere before where it had begun when it was killed. `seconds` is what all of it takes.
    private func interruptTwentyTimes(
        _ course: Course, in project: TestProject, session: String, seconds: Double
    ) throws {
        var generator = SplitMix(20)
        // Epochs that are complete, and how many a second there are at most.
        var done = 1
        var speed = Double(course.epochs) / seconds
        for number in 0..<20 {
            let isKilled = number % 2 == 1
            let (process, output, errors) = try Program.start(
                ["run", "--session", session, "--threads", "\([1, 2, 16][number % 3])", "t.md"], in: project.path)
            try Program.wait(for: "note: goes on", in: output)
            let start = Date()
            // At most an eighth of what is left, so that it never comes too late.
            let share = 0.02 + 0.1 * Double(generator.next() % 1000) / 1000
            Thread.sleep(forTimeInterval: share * Double(course.epochs - done) / speed)
            kill(process.processIdentifier, isKilled ? SIGKILL : SIGINT)
            let pause = Date().timeIntervalSince(start)
            process.waitUntilExit()

            let said = try Program.text(output)
            let place = try #require(said.firstMatch(of: /goes on (after|within) epoch (\d+) of \d+\n/), "\(said)")
            let begun = Int(place.2)! - (place.1 == "after" ? 0 : 1)
            // Even numbers follow a killed one.
            #expect(isKilled || number == 0 ? begun == done : begun >= done)
            done = begun
            guard !isKilled else {
                // Had it come to its end, it would have ended by itself.
                #expect(process.terminationReason == .uncaughtSignal)
                continue
            }
            let stopped = try Program.text(errors)
            let stop = try #require(
                stopped.firstMatch(of: /stopped in epoch (\d+) of \d+: running it again goes on(?:, and .*)?\n/), "\(stopped)")
            #expect(process.terminationStatus == 130)
            done = Int(stop.1)! - 1
            speed = max(speed, Double(done - begun) / pause)
        }
        #expect(done > 1)
    }
}
