import Foundation
import Glibc
import Testing

/// A disk that is full, folders that may not be written, streams that are closed.
@Suite struct BadInputDiskTests {
    private func notebook(_ statements: String) -> String { "```foley #one\na = tone 440 Hz\n\(statements)\n```\n" }

    /// Expects that `run` fails at the export on line 3 of the cell with `message`, and that no other file came either.
    private func expectNotWritten(
        _ target: String, _ message: String, _ hint: String, in project: TestProject, prefix: String = ""
    ) throws {
        try project.write(notebook("export a to \"\(target)\"\nexport a to \"other.wav\""), to: "bad.md")
        let before = try project.inputs()
        let outcome = try project.shell("\(prefix)\"$FOLEY\" run bad.md")
        let caret = String(repeating: "^", count: "export a to \"\(target)\"".count)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "error: \(message)\n  bad.md:3, cell one\n  export a to \"\(target)\"\n  \(caret) \(hint)\n")
        #expect(try project.inputs() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path + "/.foley/aside") == [])
        let after = try project.shell("printf ':cells\\n1 + 1\\n' | \(prefix)\"$FOLEY\" bad.md")
        #expect(after.output == "▸ one  failed: \(message)\n  2\n")
    }

    @Test func anExportOverAFolderChangesNothing() throws {
        let project = try TestProject()
        try project.makeFolder("over.wav")
        try expectNotWritten(
            "over.wav", "cannot write '\(project.path)/over.wav': is a directory", "name a file inside the folder",
            in: project)
        try project.remove("over.wav")
        #expect(try project.foley("run", "bad.md").output.hasSuffix("1 cell: 1 fresh\n"))
        #expect(project.exists("over.wav") && project.exists("other.wav"))
    }

    @Test func anExportBelowAFileChangesNothing() throws {
        let project = try TestProject()
        try project.write("mine\n", to: "notes")
        try expectNotWritten(
            "notes/a.wav", "cannot make folder '\(project.path)/notes': file exists",
            "a file has the name of a folder: move it, or choose another path", in: project)
    }

    @Test(.enabled(if: Unprivileged.isPossible, "nobody cannot run the program where it was built"))
    func aFolderThatMayNotBeWrittenIsNamed() throws {
        let project = try TestProject()
        try project.setMode(0o777, of: ".foley")
        try project.makeFolder("closed")
        try project.setMode(0o555, of: "closed")
        try expectNotWritten(
            "closed/a.wav", "cannot write '\(project.path)/closed/a.wav': permission denied",
            "check the permissions of the file and its folder", in: project, prefix: Unprivileged.prefix)
    }

    @Test(.enabled(if: Unprivileged.isPossible, "nobody cannot run the program where it was built"))
    func whatMayNotBeReadIsNamed() throws {
        let project = try TestProject()
        try project.setMode(0o777, of: ".foley")
        try project.write(wave(samples(1000)), to: "secret.wav")
        try project.setMode(0, of: "secret.wav")
        try project.makeFolder("secret")
        try project.setMode(0, of: "secret")
        defer { chmod(project.path + "/secret", 0o755) }
        try project.write("```foley\n```\n", to: "secret.md")
        try project.setMode(0, of: "secret.md")
        let outcome = try project.shell(
            "printf 'load \"secret.wav\"\\nload \"secret/a.wav\"\\n1 + 1\\n' | \(Unprivileged.prefix)\"$FOLEY\"")
        let hint = "change its permissions, or copy it to where you may read it"
        #expect(
            outcome.errors == """
                error: 'secret.wav' may not be read
                  load "secret.wav"
                       ^^^^^^^^^^^^ \(hint)
                error: 'secret/a.wav' may not be read
                  load "secret/a.wav"
                       ^^^^^^^^^^^^^^ \(hint)

                """)
        #expect(outcome.output == "  2\n")
        let run = try project.shell("\(Unprivileged.prefix)\"$FOLEY\" run secret.md")
        #expect(run.status == 1)
        #expect(
            run.errors == "error: secret.md: the file cannot be read: Permission denied\n"
                + "  check the permissions of the file and its folder\n")
    }

    /// Files of at most 0.5, 4, 20, 50 KB and so on: wherever the room ends, it is said and all is well with more room.
    @Test(arguments: [1, 8, 40, 100, 180]) func aFileThatMayNotGrowIsAnErrorAndNothingIsLost(_ blocks: Int) throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        // Blocks of 512 bytes.
        let outcome = try project.shell("ulimit -f \(blocks); \"$FOLEY\" run small.md")
        let database = "\(project.path)/.foley/session.sqlite"
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "error: the session '\(database)' cannot be written: file too large\n"))
        #expect(outcome.errors.contains("let files grow larger (ulimit -f) and run again; what was committed is safe\n"))
        let aside = project.path + "/.foley/aside"
        if project.exists(".foley/aside") {
            #expect(try FileManager.default.contentsOfDirectory(atPath: aside) == [])
        }
        #expect(try project.foley("run", "small.md").status == 0)
        #expect(try project.foley("run", "small.md").output.hasSuffix("5 cells: 5 fresh\n"))
    }

    @Test(.enabled(if: Mounting.isPossible, "needs the right to mount"), arguments: [40, 200, 700])
    func aFullDiskIsAnError(_ kilobytes: Int) throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        let mount = "mount -t tmpfs -o size=\(kilobytes)k none .foley"
        let outcome = try project.shell("unshare -m sh -c '\(mount) && exec \"$FOLEY\" run small.md'")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "error: the session '\(project.path)/.foley/session.sqlite' cannot be written: no space is left on the disk\n"),
            "\(outcome.errors)")
        #expect(outcome.errors.contains("make room on the disk and run again; what was committed is safe\n"))
    }

    @Test func aFileThatMayNotGrowAtThePromptLeavesTheSessionUsable() throws {
        let project = try TestProject()
        try project.foley(input: "a = tone 440 Hz, length: 100 ms\n")
        let outcome = try project.shell("printf 'b = noise 3 s\\n1 + 1\\na\\n' | { ulimit -f 200; \"$FOLEY\"; }")
        #expect(outcome.output == "  2\n  1 channel · 100 ms · 44.1 kHz\n")
        #expect(outcome.errors.contains("file too large\n  b = noise 3 s\n      ^^^^^^^^^ let files grow larger"))
        #expect(try project.foley(input: "b = noise 3 s\na\n").errors == "")
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "there is no /dev/full"))
    func outputThatCannotBeWrittenIsAnErrorAndTheSessionGoesOn() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        let refusal = "error: the output cannot be written: No space left on device\n"
        let run = try project.shell("\"$FOLEY\" run small.md > /dev/full")
        #expect(run.status == 1)
        #expect(run.errors == refusal)
        #expect(try project.foley("run", "small.md").output.hasSuffix("5 cells: 5 ran\n"))
        let prompt = try project.shell("printf '1 + 1\\n' | \"$FOLEY\" > /dev/full")
        #expect(prompt.status == 1)
        #expect(prompt.errors == refusal)
        try project.expectUsable()
        #expect(try project.shell("\"$FOLEY\" run gone.md 2> /dev/full").status == 1)
    }

    @Test func closedStreamsMixWithNoFile() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        #expect(try project.shell("\"$FOLEY\" run small.md >&- 2>&- <&-").status == 0)
        let again = try project.foley("run", "small.md")
        #expect(again.errors == "")
        #expect(again.output.hasSuffix("5 cells: 5 fresh\n"))
        #expect(try project.shell("\"$FOLEY\" <&-").status == 0)
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0, "there is no /dev/full"))
    func timingsThatCannotBeWrittenAreNamed() throws {
        let project = try TestProject()
        try project.write(notebook("b = a"), to: "good.md")
        try project.makeFolder("folder")
        let folder = try project.foley("run", "--timings", "folder", "good.md")
        #expect(folder.status == 1)
        #expect(folder.errors == "error: cannot write 'folder': is a directory\n  name a file inside the folder\n")
        // A link, so that a program that replaces the file instead of writing to it harms nothing.
        try #require(symlink("/dev/full", project.path + "/full") == 0)
        let full = try project.foley("run", "--timings", "full", "good.md")
        #expect(full.status == 1)
        #expect(full.errors == "error: 'full' cannot be written: No space left on device\n")
        #expect(try project.foley("run", "good.md").status == 0)
    }
}
