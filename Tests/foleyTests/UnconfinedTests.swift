import Foundation
import Testing

/// What is said where the system does not let decoders be confined.
@Suite struct UnconfinedTests {
    @Test func itIsSaidOnceAndTheWorkGoesOn() throws {
        let project = try TestProject()
        let lines = """
            a = tone 440 Hz, length: 100 ms
            b = tone 880 Hz, length: 100 ms
            export a to "a.flac"
            export b to "b.flac"
            load "a.flac"
            load "b.flac"

            """
        let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let outcome = try Program.run(
            ["refusing", Program.path], in: project.path, input: lines, executable: folder.path + "/ConfinedProbe")
        #expect(outcome.status == 0 && outcome.errors == "")
        let said = outcome.output.split(separator: "\n").filter { $0.contains("seccomp") }
        #expect(said.count == 1, "\(outcome.output)")
        #expect(said.first?.hasSuffix(": open only files that you trust") == true)
        #expect(outcome.output.components(separatedBy: "1 channel").count == 5)
        #expect(try !project.foley(input: lines).output.contains("seccomp"))
    }
}
