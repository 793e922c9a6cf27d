import Chance
import Foundation
import Glibc
import TerminalDriver
import Testing

/// Trainings that are killed, stopped, crowded and starved of room come to the same bits as one left alone.
@Suite struct TrainingTests {
    /// A small world and a training of it: some seconds of work in steps of a few milliseconds.
    static func notebook(epochs: Int, until: Int? = nil, units: Int = 32) -> String {
        """
        ```foley #world
        world = stage clips: 12, kinds: [bell, rain, dog], length: 500 ms
        ```

        ```foley #ear
        ear = train (cnn world, bands: 16, filters: 16, blocks: 1, units: \(units)) on world, epochs: \(epochs)\
        \(until.map { ", until: \($0)" } ?? "")
        ```

        ```foley #keep
        export ear.filters to "out/filters.npy"
        export ear.history to "out/history.csv"
        plot ear.loss
        ```

        """
    }

    /// What came of a training: its filters and history, its picture, and the model itself, bit for bit.
    private func everything(_ project: TestProject) throws -> [String: Data] {
        var all = try project.files(under: "out").merging(project.files(under: "plots")) { $1 }
        let why = try project.foley("t.md", input: ":goto end\n:why ear\n").output
        let key = try #require(why.firstMatch(of: /key ([0-9a-f]+)/)?.output.1)
        let objects = try project.files(under: ".foley/objects")
        let model = try #require(objects.first { $0.key.contains("/\(key)") }, "\(why)")
        all["model"] = model.value
        return all
    }

    private func project(epochs: Int, until: Int? = nil, units: Int = 32) throws -> TestProject {
        let project = try TestProject()
        try project.write(Self.notebook(epochs: epochs, until: until, units: units), to: "t.md")
        return project
    }

    @Test func killedTenTimesOnOneThreadAndOnTwoItEndsWithTheSameBits() throws {
        let epochs = 200
        let undisturbed = try project(epochs: epochs)
        #expect(try undisturbed.foley("run", "--threads", "1", "t.md").status == 0)

        // Begun already: each run goes on with its training at once.
        let killed = try project(epochs: epochs, until: 1)
        #expect(try killed.foley("run", "t.md").status == 0)
        try killed.write(Self.notebook(epochs: epochs), to: "t.md")
        var generator = SplitMix(7)
        var places: [Int] = []
        for kill in 0..<10 {
            let (process, output, _) = try Program.start(
                ["run", "--threads", "\(1 + kill % 2)", "t.md"], in: killed.path)
            try Program.wait(for: "\near\n", in: output)
            Thread.sleep(forTimeInterval: 0.1 + 0.3 * Double(generator.next() % 1000) / 1000)
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            if let place = try Program.text(output).firstMatch(of: /goes on (?:after|within) epoch (\d+) of/) {
                places.append(Int(place.output.1)!)
            }
        }
        // Each went on from further along, none from the start.
        #expect(places.count >= 3)
        #expect(places == places.sorted())
        #expect(places.last ?? 0 > places.first ?? 0)
        let last = try killed.foley("run", "--threads", "2", "t.md")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try everything(killed) == everything(undisturbed))
    }

    @Test func controlCLeavesAModelOfTheEpochsSoFarAndASeamlessWayOn() throws {
        let epochs = 300
        let undisturbed = try project(epochs: epochs)
        #expect(try undisturbed.foley("run", "t.md").status == 0)

        let stopped = try project(epochs: epochs)
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(stopped.path)' && exec '\(Program.path)' t.md"],
            environment: Program.onTerminal(home: stopped.path),
            columns: 120, rows: 40)
        func waitForPrompt(_ text: String) throws {
            try terminal.wait(until: text, seconds: 30) { $0.lines.last { !$0.isEmpty }?.hasSuffix(text) ?? false }
        }
        try waitForPrompt("world ▸")
        terminal.send("\r")
        try waitForPrompt("ear ▸")
        var said = ""
        // Once, then twice in a row.
        for (number, keys) in ["\u{3}", "\u{3}\u{3}"].enumerated() {
            terminal.send("\r")
            try terminal.wait(until: "some epochs", seconds: 20) {
                $0.lines.last { !$0.isEmpty }?.firstMatch(of: /epoch \d+\/300/) != nil
            }
            Thread.sleep(forTimeInterval: 0.1)
            terminal.send(keys)
            try terminal.wait(until: "interrupted", seconds: 5) { screen in
                screen.lines.count { $0.contains("interrupted") } == number + 1
            }
            try waitForPrompt("ear ▸")
            said = terminal.screen.text
            // One word about it, in place of the progress.
            #expect(!said.contains(/epoch \d+\/300/) && !said.contains("changed nothing"), "\(said)")
        }
        let stop = /interrupted: cell ear (stopped in epoch \d+ of 300): running it again goes on[^']*'until:\s+(\d+)'/
        let note = try #require(said.matches(of: stop).last, "\(said)")
        let complete = try #require(Int(note.output.2))
        #expect(said.contains("note: goes on"))
        terminal.send(":cells\r")
        try terminal.wait(until: "the state of the cell") { screen in
            screen.lines.contains { $0.contains("▸ ear ") && $0.hasSuffix(note.output.1) }
        }

        // Nothing is bound; the model of what is complete is there at once; its history is the beginning of the whole.
        terminal.send("ear\r")
        try terminal.wait(for: "'ear' is made further down")
        let course = "train (cnn world, bands: 16, filters: 16, blocks: 1, units: 32) on world, epochs: 300"
        terminal.send("early = \(course), until: \(complete)\r")
        try terminal.wait(for: "early  cnn", seconds: 3)
        terminal.send("early.epochs\r")
        try terminal.wait(until: "as many epochs", seconds: 5) { $0.lines.contains("  \(complete)") }
        terminal.send("export early.history to \"early.csv\"\r")
        try terminal.wait(for: "early.csv")
        try waitForPrompt("ear ▸")
        for cell in ["keep ▸", "end ▸"] {
            terminal.send("\r")
            try waitForPrompt(cell)
        }
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
        #expect(try everything(stopped) == everything(undisturbed))
        let early = String(decoding: try stopped.read("early.csv"), as: UTF8.self).split(separator: "\n")
        let whole = String(decoding: try stopped.read("out/history.csv"), as: UTF8.self).split(separator: "\n")
        func numbers(_ rows: some Sequence<Substring>) -> [[Substring]] {
            rows.map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast() }
        }
        #expect(early.count == complete + 1)
        #expect(numbers(early) == numbers(whole.prefix(complete + 1)))
    }

    @Test func ofTwoProgramsAtOneTrainingOneComputesAndBothAreRight() throws {
        let undisturbed = try project(epochs: 60)
        #expect(try undisturbed.foley("run", "t.md").status == 0)
        let early = try project(epochs: 60, until: 20)
        #expect(try early.foley("run", "t.md").status == 0)

        let shared = try project(epochs: 60)
        let folder = shared.path + "/session"
        let other = try project(epochs: 60, until: 20)
        let third = try project(epochs: 60)
        // One session for three projects: the recipes are the same.
        let runs = try [(shared, "1"), (other, "2"), (third, "2")].map { project, threads in
            try Program.start(["run", "--session", folder, "--threads", threads, "t.md"], in: project.path)
        }
        for (process, _, errors) in runs {
            process.waitUntilExit()
            let said = try Program.text(errors)
            #expect(process.terminationStatus == 0, "\(said)")
        }
        let notes = try runs.map { try Program.text($0.output) }.joined()
        #expect(notes.contains("note: another program is at the same training: this one takes what comes of it\n"), "\(notes)")
        for (project, wanted) in [(shared, undisturbed), (other, early), (third, undisturbed)] {
            #expect(try project.files(under: "out") == wanted.files(under: "out"))
            #expect(try project.files(under: "plots") == wanted.files(under: "plots"))
        }
    }

    /// No file may grow beyond 6 MB, which an epoch's weights do not and a checkpoint would.
    @Test func aCheckpointThatMayNotGrowSoLargeIsSaidOnceAndTheTrainingGoesOn() throws {
        let undisturbed = try project(epochs: 30, units: 512)
        #expect(try undisturbed.foley("run", "t.md").status == 0)

        // With room for everything, until there is a checkpoint.
        let starved = try project(epochs: 30, until: 1, units: 512)
        #expect(try starved.foley("run", "t.md").status == 0)
        try starved.write(Self.notebook(epochs: 30, units: 512), to: "t.md")

        let outcome = try starved.shell("ulimit -f 12000; \"$FOLEY\" run t.md")
        let complaint =
            "note: no checkpoint could be kept: the session '\(starved.path)/.foley/session.sqlite' cannot be "
            + "written: file too large; the training goes on, and the former checkpoint stands\n"
        #expect(outcome.output.components(separatedBy: complaint).count == 2, "\(outcome.output)")
        #expect(outcome.output.contains("note: goes on after epoch 1 of 30\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try everything(starved) == everything(undisturbed))
    }

    /// No file may grow beyond 60 KB, so that no model can be kept either.
    @Test func whatMayNotBeKeptFromTheStartIsMadeLater() throws {
        let undisturbed = try project(epochs: 20)
        #expect(try undisturbed.foley("run", "t.md").status == 0)
        let starved = try project(epochs: 20)
        // The stage and the features are there before the room ends.
        try starved.write(Self.notebook(epochs: 1).components(separatedBy: "```foley #keep")[0], to: "warm.md")
        #expect(try starved.foley("run", "warm.md").status == 0)
        let outcome = try starved.shell("ulimit -f 120; \"$FOLEY\" run t.md")
        #expect(outcome.output.components(separatedBy: "file too large; the training goes on\n").count == 2, "\(outcome.output)")
        #expect(outcome.errors.contains("let files grow larger (ulimit -f) and run again; what was committed is safe"))
        #expect(try starved.foley("run", "t.md").status == 0)
        #expect(try everything(starved) == everything(undisturbed))
    }

    @Test(.enabled(if: Unprivileged.isPossible, "nobody cannot run the program where it was built"))
    func aReadOnlySessionBeginsNoTraining() throws {
        let project = try project(epochs: 2)
        #expect(try project.foley("run", "t.md").status == 0)
        try project.write(Self.notebook(epochs: 3), to: "t.md")
        for name in try FileManager.default.subpathsOfDirectory(atPath: project.path + "/.foley") {
            chmod(project.path + "/.foley/" + name, name.contains(".") ? 0o444 : 0o555)
        }
        chmod(project.path + "/.foley", 0o555)
        defer { chmod(project.path + "/.foley", 0o755) }
        let outcome = try project.shell("\(Unprivileged.prefix)\"$FOLEY\" run t.md")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("/.foley' cannot be written: it or its folder is read-only\n  t.md:6, cell ear\n"))
        #expect(outcome.errors.contains("make the folder writable, or copy the project"))
    }

    @Test func staleNeverStartsATrainingNotEvenForAnother() throws {
        let project = try project(epochs: 2)
        #expect(try project.foley("run", "t.md").status == 0)
        let before = try project.inputs()
        try project.write(Self.notebook(epochs: 3), to: "t.md")
        let outcome = try project.foley("t.md", input: ":stale\n:cells\n")
        #expect(
            outcome.output.hasPrefix(
                "ear is stale and takes long; :run ear runs it\nkeep is stale and needs ear, which takes long; :run keep runs it\n"
            ),
            "\(outcome.output)")
        #expect(outcome.output.contains("ear    stale: its text has changed since it ran"))
        #expect(try project.inputs().filter { $0.key != "t.md" } == before.filter { $0.key != "t.md" })
    }

    @Test func aTrainedNotebookIsFresh() throws {
        let project = try project(epochs: 3)
        #expect(try project.foley("run", "t.md").status == 0)
        #expect(try project.foley("run", "t.md").output.hasSuffix("3 cells: 3 fresh\n"))
    }

    @Test func tabKnowsTheOptionsOfTrainAndTheTypesThatFit() throws {
        let project = try TestProject()
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(project.path)' && exec '\(Program.path)'"],
            environment: Program.onTerminal(home: project.path),
            columns: 120, rows: 40)
        try terminal.wait(for: "foley ▸")
        terminal.send("some = stage clips: 4, kinds: [bell, rain], length: 500 ms\r")
        try terminal.wait(for: "some  8 clips")
        terminal.send("sonar = cnn some, bands: 16, filters: 8, blocks: 1\r")
        try terminal.wait(for: "sonar  cnn")
        // Each name begins alike: only one is of the type that is wanted.
        terminal.send("train so\t")
        try terminal.wait(for: "train sonar")
        terminal.send(" on so\t")
        try terminal.wait(for: "train sonar on some")
        terminal.send(", epo\t")
        try terminal.wait(for: "train sonar on some, epochs:")
        terminal.send("1, val\t")
        try terminal.wait(for: "epochs: 1, validate:")
        terminal.send("so\t")
        try terminal.wait(for: "validate: some")
        terminal.send("\r")
        try terminal.wait(for: "8 of the clips to validate with are also trained on")
        try terminal.wait(for: "2 classes · epoch 1 of 1")
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }
}
