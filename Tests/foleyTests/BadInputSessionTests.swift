import Foundation
import Testing

/// Sessions that are read-only, newer, foreign or damaged.
@Suite struct BadInputSessionTests {
    /// A project whose notebook has run once.
    private func ranOnce() throws -> TestProject {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try #require(try project.foley("run", "small.md").status == 0)
        return project
    }

    private func database(_ project: TestProject) -> String { "\(project.path)/.foley/session.sqlite" }

    /// Writes `bytes` over the file at `offset`.
    private func overwrite(_ name: String, of project: TestProject, at offset: Int, _ bytes: [UInt8]) throws {
        var data = try project.read(name)
        data.replaceSubrange(offset..<min(offset + bytes.count, data.count), with: bytes)
        try project.write(Array(data), to: name)
    }

    /// Expects that the session is refused with `error` and not touched, and that moving the file aside is a way out.
    private func expectRefused(_ project: TestProject, _ error: String) throws {
        let before = try project.files(under: ".foley")
        for arguments in [["run", "small.md"], ["small.md"], []] {
            let outcome = try Program.run(arguments, in: project.path, input: "1 + 1\n")
            #expect(outcome.status == 1)
            #expect(outcome.errors == error)
        }
        #expect(try project.files(under: ".foley") == before)
        try FileManager.default.moveItem(atPath: database(project), toPath: database(project) + ".aside")
        #expect(try project.foley("run", "small.md").output.hasSuffix("5 cells: 5 ran\n"))
    }

    @Test func aSessionOfANewerVersionIsLeftAlone() throws {
        let project = try ranOnce()
        try overwrite(".foley/session.sqlite", of: project, at: 60, [0, 0, 0, 99])
        try expectRefused(
            project,
            "error: the session '\(database(project))' has version 99, and this program knows versions up to 2\n"
                + "  update the program, or move the file aside to begin a new session\n")
    }

    @Test func aDatabaseOfSomethingElseIsLeftAlone() throws {
        let project = try ranOnce()
        try overwrite(".foley/session.sqlite", of: project, at: 68, [1, 2, 3, 4])
        try expectRefused(
            project,
            "error: '\(database(project))' is a database of something else, not a session\n"
                + "  move the file aside to begin a new session; nothing is deleted\n")
    }

    @Test func aFileThatIsNoDatabaseIsLeftAlone() throws {
        let project = try ranOnce()
        try project.write("notes of mine\n", to: ".foley/session.sqlite")
        try expectRefused(
            project,
            "error: the session '\(database(project))' is damaged: it is not a database\n"
                + "  move the file aside to begin a new session; nothing is deleted\n")
    }

    @Test func aFolderInPlaceOfTheDatabaseIsNamed() throws {
        let project = try ranOnce()
        try project.remove(".foley/session.sqlite")
        try project.makeFolder(".foley/session.sqlite")
        try expectRefused(
            project,
            "error: the session '\(database(project))' is damaged: it is a folder\n"
                + "  move the file aside to begin a new session; nothing is deleted\n")
    }

    @Test func aFileInPlaceOfTheSessionIsNamed() throws {
        let project = try TestProject()
        try project.remove(".foley")
        try project.write("mine\n", to: ".foley")
        let outcome = try project.foley(input: "1 + 1\n")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == "error: cannot make folder '\(project.path)/.foley': file exists\n"
                + "  a file has the name of a folder: move it, or choose another path\n")
        #expect(try project.read(".foley") == Data("mine\n".utf8))
    }

    /// Whatever page of the database is overwritten, a statement works or names the session; nothing crashes.
    @Test func damageAnywhereInTheDatabaseIsAnErrorNotACrash() throws {
        let whole = try ranOnce()
        let size = try whole.read(".foley/session.sqlite").count
        let plots = try whole.files(under: "plots")
        for page in stride(from: 0, to: size, by: 4096) {
            let project = try TestProject()
            try project.remove(".foley")
            try FileManager.default.copyItem(atPath: whole.path + "/.foley", toPath: project.path + "/.foley")
            try project.write(smallNotebook, to: "small.md")
            let noise = (0..<2000).map { UInt8(truncatingIfNeeded: ($0 &+ page) &* 2_654_435_761 >> 13) }
            try overwrite(".foley/session.sqlite", of: project, at: page + 100, noise)
            let outcome = try project.foley("run", "small.md")
            #expect([0, 1].contains(outcome.status), "page \(page / 4096)")
            if outcome.status == 1 {
                #expect(outcome.errors.hasPrefix("error: the session '\(database(project))' is damaged: "))
                #expect(outcome.errors.contains("move the file aside to begin a new session; nothing is deleted"))
            } else {
                #expect(try project.files(under: "plots") == plots)
            }
        }
    }

    @Test func aSessionDeletedWhileItIsOpenIsNotWrittenIntoTheVoid() throws {
        let project = try TestProject()
        let outcome = try project.shell(
            """
            { echo 'a = 1'; echo '0 + 5'; await out '  5'; mv .foley/session.sqlite away
              echo 'b = 2'; await err 'move it back'; mv away .foley/session.sqlite
              echo 'c = 3'; echo 'a + c'; } | "$FOLEY" > out 2> err
            cat out; cat err >&2
            """)
        #expect(outcome.output == "  a  1\n  5\n  b  2\n  c  3\n  4\n")
        #expect(
            outcome.errors
                == "error: the session '\(database(project))' was moved away or deleted while it was open\n"
                + "  b = 2\n      ^ move it back, or leave and start again\n")
        #expect(try project.foley(input: "a + c\nb\n").output == "  4\n")
    }

    enum Harm: CaseIterable { case emptied, cutShort, changed, deleted }

    @Test(arguments: Harm.allCases) func aDamagedObjectIsComputedAgainToTheSameBits(_ harm: Harm) throws {
        let project = try ranOnce()
        let before = try project.inputs()
        let objects = try project.files(under: ".foley/objects")
        #expect(!objects.isEmpty)
        for (name, bytes) in objects {
            let path = ".foley/objects/" + name
            switch harm {
            case .emptied: try project.write([UInt8](), to: path)
            case .cutShort: try project.write(Array(bytes.prefix(bytes.count / 2)), to: path)
            case .changed: try overwrite(path, of: project, at: bytes.count - 100, Array("changed".utf8))
            case .deleted: try project.remove(path)
            }
        }
        try project.remove("plots")
        try project.remove("out")
        let outcome = try project.foley("run", "small.md")
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
        #expect(try project.inputs() == before)
        let notes = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  note: ") }
        #expect(notes.isEmpty == (harm == .deleted))
        for note in notes {
            #expect(note.hasPrefix("  note: the stored value '\(project.path)/.foley/objects/"))
            #expect(note.hasSuffix("; it is computed again"))
        }
        let again = try project.foley("run", "small.md")
        #expect(again.output.hasSuffix("5 cells: 5 fresh\n"))
        #expect(!again.output.contains("note:"))
    }

    @Test(.enabled(if: Unprivileged.isPossible, "nobody cannot run the program where it was built"))
    func aReadOnlySessionShowsWhatItHoldsAndRefusesTheRest() throws {
        let project = try ranOnce()
        // The prompt stands behind the last cell, where all names are known.
        try #require(try project.foley("small.md", input: ":all\n").status == 0)
        // But for the memory that SQLite's locks lie in.
        func held() throws -> [String: Data] {
            try project.files(under: ".foley").filter { !$0.key.hasSuffix("-shm") }
        }
        let before = try held()
        let folders = ["", "/objects", "/aside", "/locks"].map { ".foley" + $0 }.filter(project.exists)
        for folder in folders { try project.setMode(0o555, of: folder) }
        try project.setMode(0o444, of: ".foley/session.sqlite")
        defer {
            for folder in folders { chmod(project.path + "/" + folder, 0o755) }
        }
        let looking = try project.shell(
            "printf ':cells\\na\\nmel\\n1 + 1\\nb = 3\\n1 + 2\\n' | \(Unprivileged.prefix)\"$FOLEY\" small.md")
        let values = "  1 channel · 1.0 s · 44.1 kHz\n  40 mel x 87 frames · 1.0 s · -80..0 dB\n"
        #expect(looking.output.hasSuffix("fresh\n" + values + "  2\n  b  3\n  3\n"))
        let refusal = "error: the session '\(database(project))' cannot be written: it or its folder is read-only\n"
        #expect(looking.errors == refusal + "  b = 3\n      ^ make the folder writable, or copy the project\n")
        let again = try project.shell("\(Unprivileged.prefix)\"$FOLEY\" run small.md")
        #expect(again.status == 0)
        #expect(again.output.hasSuffix("5 cells: 5 fresh\n"))
        try project.write(smallNotebook.replacing("bands: 40", with: "bands: 32"), to: "small.md")
        let changed = try project.shell("\(Unprivileged.prefix)\"$FOLEY\" run small.md")
        #expect(changed.status == 1)
        #expect(changed.errors.hasPrefix(refusal + "  small.md:12, cell mel\n"))
        #expect(try held() == before)
    }
}
